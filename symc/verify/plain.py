"""The plain operations of a module, which exported derivatives are made of, against torch's own."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

Made: TypeAlias = Callable[..., Any]

CLOSE = 1e-12

FUNCTIONS: dict[str, Made] = {
    "matmul": torch.matmul,
    "__matmul__": torch.matmul,
    "bmm": torch.matmul,
    "einsum": torch.einsum,
    "amax": torch.amax,
    "exp": torch.exp,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "reciprocal": torch.reciprocal,
    "__rtruediv__": lambda x, y: y / x,
    "__rdiv__": lambda x, y: y / x,
    "relu": torch.relu,
    "silu": nn.functional.silu,
    "softmax": torch.softmax,
    "layer_norm": nn.functional.layer_norm,
}


def plain(module: Any) -> str | None:
    """Results and derivatives to the second order are torch's, of all that a module has."""
    for name, made in getattr(module, "_PLAIN", {}).items():
        for arguments in _arguments(name):
            mine, wanted = (_followed(each, arguments) for each in (made, FUNCTIONS[name]))
            for a, b in zip(mine, wanted, strict=True):
                if a.shape != b.shape or not torch.allclose(a, b, 1e-9, CLOSE):
                    return f"the plain {name} is not torch's"
    return None


def _arguments(name: str) -> Iterator[tuple[Any, ...]]:
    """What a function is tried on."""
    generator = torch.Generator().manual_seed(8)

    def some(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator, dtype=torch.float64) + 0.1

    if name in ("matmul", "__matmul__", "bmm"):
        yield from (((some(2, 3, 4), some(2, 4, 5))), ((some(3, 2), some(2, 4))))
        yield from (((some(2, 3, 4), some(4, 5))), ((some(4, 2, 3), some(1, 3, 3))))
    elif name == "einsum":
        for equation in ("...ab,...bc->...ac", "ab,b->a", "abc,dc->bda", "ab,ab->", "aa,ab->b"):
            yield equation, *_operands(equation, some)
    elif name == "amax":
        tied = torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]], dtype=torch.float64)
        yield from ((each, dim, keep) for each in (tied, some(2, 3)) for dim, keep in DIMS)
    elif name == "softmax":
        yield from ((some(2, 3) - 0.5, dim) for dim in (-1, 0))
    elif name == "layer_norm":
        yield from (((some(2, 3), (3,))), ((some(2, 3), (3,), some(3), some(3))))
    else:
        x = some(2, 3) if name in POSITIVE else some(2, 3) - 0.6
        yield (x, 2.0) if name.startswith("__r") else (x,)


DIMS = ((-1, False), (-1, True), (0, False))
POSITIVE = ("sqrt", "rsqrt")


def _operands(equation: str, some: Callable[..., Tensor]) -> tuple[Tensor, ...]:
    """Operands of these letters; the dots stand for one axis."""
    lengths = {"a": 3, "b": 3, "c": 2, "d": 4, ".": 2}
    terms = equation.split("->")[0].replace("...", ".").split(",")
    return tuple(some(*(lengths[letter] for letter in term)) for term in terms)


def _followed(function: Made, arguments: tuple[Any, ...]) -> list[Tensor]:
    """The result, the derivatives along random directions, and theirs."""
    held = [x.detach().clone().requires_grad_() if isinstance(x, Tensor) else x for x in arguments]
    wanted = [x for x in held if isinstance(x, Tensor)]
    with torch.enable_grad():
        value = function(*held)
        weights = torch.linspace(0.5, 1.5, value.numel(), dtype=torch.float64)
        total = (value * weights.view(value.shape)).sum()
        first = torch.autograd.grad(total, wanted, create_graph=True)
        again = sum(
            ((g * g).sum() for g in first if g.requires_grad), torch.zeros((), dtype=torch.float64)
        )
        second: tuple[Tensor | None, ...] = (None,) * len(wanted)
        if again.requires_grad:
            second = torch.autograd.grad(again, wanted, allow_unused=True)
    zeros = (torch.zeros_like(x) if g is None else g for x, g in zip(wanted, second, strict=True))
    return [value.detach(), *(g.detach() for g in first), *zeros]
