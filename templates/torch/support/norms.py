def _largest(matrix):
    """The largest singular value of a matrix: never too small, and hardly too large.

    Of a small matrix by the eigenvalues of its Gram matrix G. Else G is squared three times; the
    root of order 16 of the Frobenius norm of G^8 is an upper bound, too large by n^(1/32) at most.
    """
    tall, gram = _grammed(matrix)
    slack = 1 + 1024 * torch.finfo(gram.dtype).eps
    if len(gram) <= 32:
        return _stretch(tall, _first(gram)) * slack
    power, scale = _gram_power(gram, 3)
    bound = scale * torch.linalg.vector_norm(power) ** (1 / 16) * slack
    top = _stretch(tall, _iterated(gram, power))
    return bound + (top - top.detach())


def _least_largest(matrix):
    """The largest singular value: never too large, by the vector of a few power iterations."""
    tall, gram = _grammed(matrix)
    slack = 1 - 1024 * torch.finfo(gram.dtype).eps
    if len(gram) <= 32:
        return _stretch(tall, _first(gram)) * slack
    power, _ = _gram_power(gram, 1)
    return _stretch(tall, _iterated(gram, power)) * slack


def _grammed(matrix):
    """A matrix with no more columns than rows, in single precision at least; its Gram matrix.

    Nothing is derived by the Gram matrix: first singular vectors are held, in either mode.
    """
    tall = matrix if matrix.shape[0] >= matrix.shape[1] else matrix.mH
    if tall.dtype in (torch.float16, torch.bfloat16):
        tall = tall.float()
    still = tall.detach()
    return tall, still.mH @ still


def _first(gram):
    """The eigenvector of the largest eigenvalue."""
    return torch.linalg.eigh(gram).eigenvectors[:, -1:]


def _gram_power(gram, squarings):
    """(G / s^2)^(2^squarings) for a Gram matrix G, and s."""
    tiny = torch.finfo(gram.dtype).tiny
    total = torch.linalg.vector_norm(gram).clamp_min(tiny)
    gram, log = gram / total, total.log() / 2
    for i in range(squarings):
        gram = gram @ gram
        total = torch.linalg.vector_norm(gram).clamp_min(tiny)
        gram, log = gram / total, log + total.log() / 2 ** (i + 2)
    return gram, log.exp()


def _iterated(gram, power):
    """A vector near the first eigenvector, by power iterations."""
    lengths = torch.linalg.vector_norm(power, dim=0)
    vector = power.index_select(1, lengths.argmax().view(1))
    for _ in range(4):
        vector = gram @ vector
        length = torch.linalg.vector_norm(vector)
        vector = vector / length.clamp_min(torch.finfo(length.dtype).tiny)
    return vector


def _stretch(matrix, vector):
    """By how much a matrix stretches a vector of length 1, or 0."""
    return torch.linalg.vector_norm(matrix @ vector)


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
