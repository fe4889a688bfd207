def _largest(matrix):
    """A smooth bound on the largest singular value: never too small, and hardly too large.

    It is the root of order 4 k of tr(G^2k) for the Gram matrix G, too large by n^(1/4k) at most.
    Its derivatives of any order are its own, also where singular values are equal.
    """
    return _ABOVE(_tall(matrix))


def _least_largest(matrix):
    """The same, never too large: the root of order k of tr(G^2k) / tr(G^(3k/2))."""
    return _BELOW(_tall(matrix))


def _tall(matrix):
    """A matrix with no more columns than rows, in single precision at least."""
    if matrix.dtype in (torch.float16, torch.bfloat16):
        matrix = matrix.float()
    return matrix if matrix.shape[0] >= matrix.shape[1] else matrix.mH


def _powers(matrix):
    """s, and G, G^2, G^4, ..., G^k of the Gram matrix of M / s; nothing is derived by s."""
    tiny = torch.finfo(matrix.dtype).tiny
    size = matrix.detach().abs().max().clamp_min(tiny)
    scaled = matrix / size
    gram = scaled.mH @ scaled
    total = torch.linalg.vector_norm(gram.detach()).clamp_min(tiny)
    powers = [gram / total]
    for _ in range(3 if len(gram) <= 64 else 2):
        powers.append(powers[-1] @ powers[-1])
    return (size * total.sqrt()).clamp_min(tiny), *powers


def _inner(first, second):
    """The inner product of two powers, the trace of their product; not 0 where both are."""
    made = torch.linalg.vecdot(first.flatten(), second.flatten()).real
    return made.clamp_min(torch.finfo(made.dtype).tiny ** 0.5)


def _above(size, *powers):
    trace = _inner(powers[-1], powers[-1])
    slack = 1 + 1024 * torch.finfo(trace.dtype).eps
    return size * trace ** (0.5 ** (len(powers) + 1)) * slack


def _above_slope(matrix, bound, size, *powers):
    """b M G^(2k - 1) / tr(G^2k)."""
    product = powers[-1]
    for power in powers[-2::-1]:
        product = product @ power
    trace = _inner(powers[-1], powers[-1])
    return (matrix / size @ product) * (bound / size / trace)


def _below(size, *powers):
    high, low = _inner(powers[-1], powers[-1]), _inner(powers[-1], powers[-2])
    slack = 1 - 1024 * torch.finfo(high.dtype).eps
    return size * (high / low) ** (0.5 ** (len(powers) - 1)) * slack


def _below_slope(matrix, bound, size, *powers):
    """b M (4 G^(2k - 1) / tr(G^2k) - 3 G^(3k/2 - 1) / tr(G^(3k/2)))."""
    high, low = _inner(powers[-1], powers[-1]), _inner(powers[-1], powers[-2])
    product = powers[-1]
    for power in powers[-3::-1]:
        product = product @ power
    total = (product @ powers[-2]) * (4 / high) - product * (3 / low)
    return (matrix / size @ total) * (bound / size)


def _derived(value, slope):
    """A function of the powers of a Gram matrix, with its derivative by the matrix."""

    class Bound(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(matrix):
            made = _powers(matrix)
            return value(*made), *made

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.mark_non_differentiable(*output[1:])
            ctx.save_for_backward(*inputs, *output)
            ctx.save_for_forward(*inputs)

        @staticmethod
        def backward(ctx, grad, *_):
            matrix, bound, *made = ctx.saved_tensors
            if torch.is_grad_enabled():
                made = _powers(matrix)
                bound = value(*made)
            return grad * slope(matrix, bound, *made)

        @staticmethod
        def jvp(ctx, change):
            (matrix,) = ctx.saved_tensors
            made = _powers(matrix)
            along = slope(matrix, value(*made), *made)
            found = torch.linalg.vecdot(along.flatten(), change.flatten()).real
            return found, *(None for _ in made)

    def apply(matrix):
        is_watched = torch.is_grad_enabled() and matrix.requires_grad
        if torch.compiler.is_compiling() or not is_watched:
            return value(*_powers(matrix))
        return Bound.apply(matrix)[0]

    return apply


_ABOVE = _derived(_above, _above_slope)
_BELOW = _derived(_below, _below_slope)


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
