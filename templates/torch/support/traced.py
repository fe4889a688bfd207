def _traced(function, at, others):
    """The same by operations that `torch.export` can write down.

    It loses tensors that an operation keeps of its result for its derivative, so that such
    operations are replaced by others that keep their argument only.
    """
    with torch.enable_grad(), _Plain():
        at = tuple(x.detach().requires_grad_() for x in at)
        value, rest = function(*at, *others)
        slopes = torch.autograd.grad(value.sum(), at, materialize_grads=True)
    return value, rest, *slopes


class _Again(torch.autograd.Function):
    """A function of single entries whose derivative computes it again."""

    @staticmethod
    def forward(ctx, x, function, slope):
        ctx.x, ctx.slope = x, slope
        return function(x)

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.slope(ctx.x), None, None


class _Plain(torch.overrides.TorchFunctionMode):
    """Operations that keep their result, by ones that do not."""

    def __torch_function__(self, function, types, arguments=(), keywords=None):
        name = getattr(function, "__name__", "")
        if name in _PLAIN:
            return _PLAIN[name](*arguments, **(keywords or {}))
        return function(*arguments, **(keywords or {}))


def _exp(x):
    return _Again.apply(x, torch.exp, torch.exp)


def _sigmoid(x):
    def slope(x):
        y = torch.sigmoid(x)
        return y * (1 - y)

    return _Again.apply(x, torch.sigmoid, slope)


def _amax(x, dim, keepdim=False):
    first = x == x.detach().amax(dim, keepdim=True)
    total = torch.where(first, x, 0).sum(dim, keepdim=keepdim)
    return total / first.sum(dim, keepdim=keepdim)


def _softmax(x, dim, *_, **__):
    y = _exp(x - x.detach().amax(dim, keepdim=True))
    return y / y.sum(dim, keepdim=True)


def _layer_norm(x, shape, weight=None, bias=None, eps=1e-5, *_):
    dims = tuple(range(-len(shape), 0))
    x = x - x.mean(dims, keepdim=True)
    y = x * (x.square().mean(dims, keepdim=True) + eps) ** -0.5
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def _matmul(x, y):
    if x.dim() < 3 or y.dim() < 3:
        return torch.matmul(x, y)
    return (x.unsqueeze(-1) * y.unsqueeze(-3)).sum(-2)


def _plain_einsum(equation, *operands):
    dots = operands[0].dim() - len(equation.split(",")[0].replace("...", "").strip())
    equation = equation.replace("...", "ABCDEFGH"[:dots])
    left, right = equation.replace(" ", "").split("->")
    terms = left.split(",")
    if len(terms) != 2 or any(len(set(t)) < len(t) for t in terms):
        return torch.einsum(equation, *operands)
    letters = right + "".join(sorted(set(left) - set(right) - {","}))
    total = 1
    for term, x in zip(terms, operands):
        x = x.permute([term.index(letter) for letter in letters if letter in term])
        for i, letter in enumerate(letters):
            x = x if letter in term else x.unsqueeze(i)
        total = total * x
    dims = tuple(range(len(right), len(letters)))
    return total.sum(dims) if dims else total


_PLAIN = {
    "matmul": _matmul,
    "__matmul__": _matmul,
    "bmm": _matmul,
    "einsum": _plain_einsum,
    "amax": _amax,
    "exp": _exp,
    "sigmoid": _sigmoid,
    "tanh": lambda x: 2 * _sigmoid(2 * x) - 1,
    "sqrt": lambda x: x**0.5,
    "rsqrt": lambda x: x**-0.5,
    "reciprocal": lambda x: x**-1,
    "__rtruediv__": lambda x, y: y * x**-1,
    "__rdiv__": lambda x, y: y * x**-1,
    "relu": lambda x, *_, **__: x.clamp(min=0),
    "silu": lambda x, *_, **__: x * _sigmoid(x),
    "softmax": _softmax,
    "layer_norm": _layer_norm,
}
