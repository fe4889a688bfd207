def _largest(matrix):
    """The largest singular value of a matrix: never too small, and hardly too large.

    Small matrices by all singular values. Else the Gram matrix G is squared three times; the root
    of order 16 of the Frobenius norm of G^8 is an upper bound, too large by n^(1/32) at most.
    """
    if min(matrix.shape) <= 32:
        return torch.linalg.matrix_norm(matrix, 2)
    with torch.no_grad():
        power, scale = _gram_power(matrix, 3)
        bound = scale * torch.linalg.matrix_norm(power) ** (1 / 16) * (1 + 1e-12)
    top = _stretch(matrix, power)
    return bound + (top - top.detach())


def _least_largest(matrix):
    """The largest singular value: never too large, by the vector of a few power iterations."""
    if min(matrix.shape) <= 32:
        return torch.linalg.matrix_norm(matrix, 2)
    with torch.no_grad():
        power, _ = _gram_power(matrix, 1)
    return _stretch(matrix, power) * (1 - 1e-12)


def _gram_power(matrix, squarings):
    """(G / s^2)^(2^squarings) for the smaller Gram matrix G, and s."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.mH
    gram = tall.mH @ tall
    total = torch.linalg.matrix_norm(gram).clamp_min(torch.finfo(gram.dtype).tiny)
    gram, log = gram / total, total.log() / 2
    for i in range(squarings):
        gram = gram @ gram
        total = torch.linalg.matrix_norm(gram).clamp_min(torch.finfo(gram.dtype).tiny)
        gram, log = gram / total, log + total.log() / 2 ** (i + 2)
    return gram, log.exp()


def _stretch(matrix, power):
    """By how much a matrix stretches a vector near its first singular one, which is held."""
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.mH
    with torch.no_grad():
        lengths = torch.linalg.vector_norm(power, dim=0)
        start = power.index_select(1, lengths.argmax().view(1))
        for _ in range(4):
            start = tall.mH @ (tall @ start)
            length = torch.linalg.vector_norm(start)
            start = start / length.clamp_min(torch.finfo(length.dtype).tiny)
    return torch.linalg.vector_norm(tall @ start)


def _peak(matrix, width):
    """The largest norm of the columns of one channel, `width` channels being innermost."""
    columns = matrix.unflatten(1, (-1, width)).permute(2, 0, 1)
    gram = columns.mH @ columns
    return torch.linalg.eigvalsh(gram).amax().clamp_min(0).sqrt()


def _squared(matrices):
    """The sum of the squares of all entries."""
    return sum(matrix.abs().square().sum() for matrix in matrices if matrix is not None)


def _plus(first, second):
    """Matrices added up position by position; None stands for zeros."""
    return tuple(
        b if a is None else a if b is None else a + b for a, b in zip(first, second)
    )


def _times(scale, matrices):
    """Matrices times a number; None stands for zeros."""
    return tuple(None if each is None else scale * each for each in matrices)


def _subsets(names):
    """Every choice of some of the names."""
    return [
        frozenset(name for i, name in enumerate(names) if number >> i & 1)
        for number in range(2 ** len(names))
    ]
