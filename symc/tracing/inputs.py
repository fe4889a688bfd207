"""What goes into a network: shapes as they are written, or found by trying."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from symc.errors import tracing as errors
from symc.report import CompileError
from symc.tracing.reached import reached, said

LARGEST = 2**28
_SIZES = (32, 28, 64, 224, 16, 8)
_TYPES = {
    name: getattr(torch, name)
    for name in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "bool", "complex64")
} | {"float": torch.float32, "double": torch.float64, "long": torch.int64, "int": torch.int32}


@dataclass(frozen=True, slots=True)
class Input:
    """The shape and dtype of one input."""

    shape: tuple[int, ...]
    dtype: torch.dtype = torch.float32

    def __str__(self) -> str:
        shape = ",".join(map(str, self.shape)) or "scalar"
        kind = str(self.dtype).removeprefix("torch.")
        return shape if self.dtype is torch.float32 else f"{shape}:{kind}"

    def tensor(self, below: int = 2) -> Tensor:
        """A random tensor; indices are less than `below`."""
        random = torch.Generator().manual_seed(0)
        if self.dtype.is_floating_point or self.dtype.is_complex:
            return torch.randn(self.shape, generator=random, dtype=self.dtype)
        below = 2 if self.dtype is torch.bool else max(below, 1)
        return torch.randint(0, below, self.shape, generator=random).to(self.dtype)


def parsed(text: str) -> Input:
    """`1,3,32,32`, `1,16:int64`, `scalar`."""
    shape, colon, kind = text.strip().partition(":")
    if colon and kind not in _TYPES:
        known = ", ".join(sorted(_TYPES))
        raise CompileError(errors.bad_input(text, f"`{kind}` is no dtype of {known}"))
    dtype = _TYPES[kind] if colon else torch.float32
    if shape == "scalar":
        return Input((), dtype)
    if not re.fullmatch(r"\s*[0-9]+(\s*,\s*[0-9]+)*\s*", shape, re.ASCII):
        raise CompileError(errors.bad_input(text, "a shape is numbers with commas between"))
    sizes = tuple(map(int, shape.split(",")))
    if 0 in sizes:
        raise CompileError(errors.bad_input(text, "sizes are at least 1"))
    if torch.Size(sizes).numel() > LARGEST:
        raise CompileError(errors.bad_input(text, f"it has more than {LARGEST:,} entries"))
    return Input(sizes, dtype)


def check_runs(module: nn.Module, given: Sequence[Input], target: str) -> None:
    """Runs the network once; raises where it fails."""
    try:
        _run(module, given)
    except Exception as problem:
        shown = " and ".join(map(str, given)) or "()"
        raise CompileError(
            errors.not_runnable(target, shown, said(problem), reached(problem))
        ) from problem


def guessed(module: nn.Module, target: str) -> tuple[Input, ...]:
    """An input that the network takes: shapes are tried that fit its first layer."""
    tried: list[str] = []
    if _arity(module) == 1:
        for guess in _guesses(module):
            try:
                _run(module, (guess,))
            except Exception:
                tried.append(str(guess))
            else:
                return (guess,)
    elif _arity(module) == 0:
        return ()
    raise CompileError(errors.no_input(target, tuple(tried)))


def tensors(given: Sequence[Input], tables: Mapping[int, int]) -> tuple[Tensor, ...]:
    """Random inputs; indices stay within the tables that they look up in."""
    return tuple(one.tensor(tables.get(place, 2)) for place, one in enumerate(given))


def _run(module: nn.Module, given: Sequence[Input]) -> None:
    with torch.no_grad():
        module(*(one.tensor(1) for one in given))


def _arity(module: nn.Module) -> int:
    """How many inputs `forward` must have."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(module.forward).parameters.values()
    needed = [p for p in parameters if p.kind in kinds and p.default is p.empty]
    starred = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return 1 if starred and not needed else len(needed)


def _guesses(module: nn.Module) -> Iterator[Input]:
    """Shapes for the first layers that say what they take."""
    known = [list(_of(layer)) for layer in module.modules()]
    for guesses in [each for each in known if each][:4]:
        yield from guesses
    for weight in list(module.parameters())[:2]:
        if weight.dim() == 2:
            yield from (Input((1, n)) for n in dict.fromkeys((weight.shape[1], weight.shape[0])))


def _of(layer: nn.Module) -> Iterator[Input]:
    match layer:
        case nn.Linear():
            yield Input((1, layer.in_features))
            yield Input((1, 8, layer.in_features))
            if (side := round(layer.in_features**0.5)) ** 2 == layer.in_features:
                yield Input((1, 1, side, side))
            yield Input((layer.in_features,))
        case nn.Conv1d():
            yield from (Input((1, layer.in_channels, n)) for n in _SIZES)
        case nn.Conv2d():
            yield from (Input((1, layer.in_channels, n, n)) for n in _SIZES)
        case nn.Conv3d():
            yield from (Input((1, layer.in_channels, n, n, n)) for n in (16, 8, 32))
        case nn.Embedding() | nn.EmbeddingBag():
            yield from (Input((1, n), torch.int64) for n in (8, 16, 1))
        case nn.RNNBase():
            yield Input((1, 4, layer.input_size))
            yield Input((4, layer.input_size))
        case nn.MultiheadAttention():
            yield Input((1, 8, layer.embed_dim))
        case nn.LayerNorm():
            yield Input((1, 8, *layer.normalized_shape))
