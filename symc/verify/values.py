"""Values of types: random ones, and how arguments and results are put together and taken apart."""

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Any

import torch
from torch import Tensor

from symc.algebra import FAMILIES
from symc.ir.model import Model
from symc.ir.symmetry import Part, Record, Sum, Type, parts_of, tensors_of
from symc.verify.edges import random_edges

Sizes = Mapping[str, int]
"""The values of free sizes."""

Values = list[list[Tensor]]
"""The tensors of every argument that holds values, then the edges of every graph."""


class Unexpected(Exception):
    """A result that has not the form of its type."""


def shape_of(part: Part, sizes: Sizes) -> tuple[int, ...]:
    """The shape of a value without batch axes."""
    axes = tuple(
        sizes[axis.extent] if isinstance(axis.extent, str) else axis.extent for axis in part.axes
    )
    return axes if part.multiplicity is None else (*axes, part.multiplicity)


def all_parts(model: Model) -> tuple[Part, ...]:
    """Every tensor type of the arguments and of the result, flat axes block by block."""
    ends = (*(argument.type for argument in model.arguments), model.result.type)
    return tuple(part for end in ends for part in parts_of(end))


def free_sizes(model: Model) -> tuple[str, ...]:
    """The free sizes of a model in the order in which its types name them."""
    extents = (axis.extent for part in all_parts(model) for axis in part.axes)
    named = (extent for extent in extents if isinstance(extent, str))
    inner = [g.size for part in all_parts(model) for g in part.groups]
    inner += [x for edges in model.graphs for x in (edges.graph.group.size, edges.graph.name)]
    return tuple(dict.fromkeys((*named, *(size for size in inner if isinstance(size, str)))))


def is_complex(model: Model) -> bool:
    """Whether a group makes the whole model complex."""
    return any(FAMILIES[group.family].is_complex for group in model.groups)


def kind_of(model: Model, dtype: torch.dtype) -> torch.dtype:
    """The type of numbers of a model in a precision."""
    return dtype.to_complex() if is_complex(model) else dtype


def symmetrised(value: Tensor, part: Part) -> Tensor:
    """The mean over the exchanges that `sym^k` and `alt^k` speak of."""
    first = value.dim() - len(part.axes) - (part.multiplicity is not None)
    for power in part.powers:
        orders = list(permutations(range(len(power.blocks))))
        total = torch.zeros_like(value)
        for order in orders:
            axes = list(range(value.dim()))
            for block, other in zip(power.blocks, order, strict=True):
                for i, j in zip(block, power.blocks[other], strict=True):
                    axes[first + i] = first + j
            swaps = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])
            total = total + (power.sign if swaps % 2 else 1) * value.permute(axes)
        value = total / len(orders)
    return value


def random_value(
    part: Part, sizes: Sizes, batch: Sequence[int], generator: torch.Generator, kind: torch.dtype
) -> Tensor:
    """Normal entries, drawn in double precision, as symmetric as the type says."""
    double = torch.complex128 if kind.is_complex else torch.float64
    shape = (*batch, *shape_of(part, sizes))
    value = torch.randn(shape, generator=generator, dtype=double)
    return symmetrised(value, part).to(kind)


def draw(
    model: Model,
    sizes: Sizes,
    batch: Sequence[int] = (),
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
) -> Values:
    """Random arguments of a model."""
    generator = torch.Generator().manual_seed(seed)
    kind = kind_of(model, dtype)
    values = [
        [random_value(part, sizes, batch, generator, kind) for part in tensors_of(argument.type)]
        for argument in model.arguments
    ]
    return [*values, *([random_edges(each, sizes, batch, generator)] for each in model.graphs)]


def pack(type_: Type, values: Sequence[Tensor]) -> Any:
    """Tensors as a value of a type."""
    match type_:
        case Part():
            return values[0]
        case Sum():
            return tuple(values)
        case Record(fields):
            out, rest = [], list(values)
            for field in fields:
                count = len(tensors_of(field.type))
                out.append(pack(field.type, rest[:count]))
                rest = rest[count:]
            return tuple(out)


def unpack(type_: Type, value: Any) -> list[Tensor]:
    """The tensors of a value; one of another form raises `Unexpected`."""
    match type_:
        case Part():
            if not isinstance(value, Tensor):
                raise Unexpected(f"a tensor is declared, and {type(value).__name__} came")
            return [value]
        case Sum(parts):
            _same_length(value, len(parts))
            return list(value)
        case Record(fields):
            _same_length(value, len(fields))
            both = zip(fields, value, strict=True)
            return [tensor for field, each in both for tensor in unpack(field.type, each)]


def _same_length(value: Any, count: int) -> None:
    if not isinstance(value, tuple) or len(value) != count:
        raise Unexpected(f"a tuple of {count} is declared, and {type(value).__name__} came")


def packed(model: Model, values: Values) -> tuple[Any, ...]:
    """Tensors as the arguments of a model."""
    count = len(model.arguments)
    found = [pack(a.type, v) for a, v in zip(model.arguments, values[:count], strict=True)]
    for edges, (ends,) in zip(model.graphs, values[count:], strict=True):
        found.insert(edges.place, ends)
    return tuple(found)


def call(model: Model, net: Callable[..., Any], values: Values, **options: Any) -> list[Tensor]:
    """The tensors of a model's result."""
    return unpack(model.result.type, net(*packed(model, values), **options))
