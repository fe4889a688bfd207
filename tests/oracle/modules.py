"""Specs compiled and imported, with values of their types to call them on."""

import importlib.util
import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from symc.compiler import plan, understand, write
from symc.ir.model import Model, Module
from symc.ir.symmetry import Part, Record, Sum, Type, tensors_of
from symc.report import Source
from tests.oracle.actions import (
    Elements,
    Sizes,
    act,
    elements,
    is_complex,
    shape,
    symmetrised,
)

Values = list[list[Tensor]]
"""The tensors of every argument."""

SPECS = Path(__file__).parent.parent / "specs"
torch.set_num_threads(1)
_FOLDER = tempfile.TemporaryDirectory(prefix="symc_oracle_")


def spec(name: str) -> str:
    """The text of a shared spec."""
    return (SPECS / f"{name}.sym").read_text(encoding="utf-8")


def generate(text: str, name: str = "spec") -> str:
    """The generated file."""
    return write(plan(understand(Source(f"{name}.sym", text))))


@dataclass(frozen=True)
class Compiled:
    """A spec, what it means, and the module that was made from it."""

    meaning: Module
    source: str
    module: ModuleType

    @property
    def model(self) -> Model:
        """The last model of the spec."""
        return self.meaning.models[-1]

    def net(self, dtype: torch.dtype = torch.float64, seed: int | None = 0) -> nn.Module:
        """The last model as a module, all weights normal unless `seed` is None."""
        if seed is None:
            made: nn.Module = getattr(self.module, self.model.name)(dtype=dtype)
            return made
        made = getattr(self.module, self.model.name)(dtype=dtype)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for parameter in made.parameters():
                fan = parameter.shape[-2] if parameter.dim() > 1 else 1
                kind = torch.complex128 if parameter.is_complex() else torch.float64
                noise = torch.randn(parameter.shape, generator=generator, dtype=kind)
                parameter.copy_(noise * fan**-0.5)
        return made.eval()


@lru_cache(maxsize=512)
def build(text: str, name: str = "spec", files: tuple[tuple[str, bytes], ...] = ()) -> Compiled:
    """A compiled and imported spec, with the files that it names; each text once."""
    meaning = understand(Source(f"{name}.sym", text), read=dict(files).get)
    source = write(plan(meaning))
    title = f"symc_oracle_{len(sys.modules)}_{name}"
    path = Path(_FOLDER.name) / f"{title}.py"
    path.write_text(source, encoding="utf-8")
    found = importlib.util.spec_from_file_location(title, path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[title] = module
    found.loader.exec_module(module)
    return Compiled(meaning, source, module)


def pack(type_: Type, values: Sequence[Tensor]) -> Any:
    """Tensors as a value of a type."""
    match type_:
        case Part():
            (value,) = values
            return value
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
    """The tensors of a value."""
    match type_:
        case Part():
            assert isinstance(value, Tensor)
            return [value]
        case Sum(parts):
            assert isinstance(value, tuple) and len(value) == len(parts)
            return list(value)
        case Record(fields):
            assert isinstance(value, tuple) and value._fields == tuple(f.name for f in fields)  # type: ignore[attr-defined]
            both = zip(fields, value, strict=True)
            return [tensor for field, each in both for tensor in unpack(field.type, each)]


def packed(model: Model, values: Values) -> list[Any]:
    """Tensors as the arguments of a model."""
    return [pack(a.type, v) for a, v in zip(model.arguments, values, strict=True)]


def call(model: Model, net: Callable[..., Any], values: Values, **options: Any) -> list[Tensor]:
    """The tensors of a model's result."""
    return unpack(model.result.type, net(*packed(model, values), **options))


def draw(
    model: Model,
    sizes: Sizes,
    batch: Sequence[int] = (),
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
) -> Values:
    """Random arguments: complex ones where a group is, and as symmetric as their types say."""
    generator = torch.Generator().manual_seed(seed)
    kind = number_type(model)
    wanted = dtype.to_complex() if kind.is_complex else dtype
    return [
        [
            symmetrised(
                torch.randn(*batch, *shape(part, sizes), generator=generator, dtype=kind),
                part,
            ).to(wanted)
            for part in tensors_of(argument.type)
        ]
        for argument in model.arguments
    ]


def number_type(model: Model) -> torch.dtype:
    """Double precision, complex if a group of the model is."""
    return torch.complex128 if is_complex(all_parts(model)) else torch.float64


def moved(model: Model, values: Values, by: Elements) -> Values:
    """Arguments moved by group elements."""
    return [
        [act(x, part, by) for x, part in zip(xs, tensors_of(argument.type), strict=True)]
        for xs, argument in zip(values, model.arguments, strict=True)
    ]


def all_parts(model: Model) -> list[Part]:
    """The parts of the arguments and of the result."""
    ends = [*(argument.type for argument in model.arguments), model.result.type]
    return [part for end in ends for part in tensors_of(end)]


def distance(first: Iterable[Tensor], second: Iterable[Tensor]) -> float:
    """The largest difference over the largest entry, tensor by tensor; the worst of these."""
    worst = 0.0
    for a, b in zip(first, second, strict=True):
        assert a.shape == b.shape
        if not a.numel():
            continue
        assert bool(torch.isfinite(a).all() and torch.isfinite(b).all())
        scale = max(a.abs().max().item(), b.abs().max().item(), 1e-300)
        worst = max(worst, (a - b).abs().max().item() / scale)
    return worst


def equivariance_error(
    model: Model,
    net: Callable[..., Any],
    sizes: Sizes,
    *,
    batch: Sequence[int] = (2,),
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
    change: Callable[[Elements], Elements] = lambda by: by,
    rapidity: float = 1.0,
) -> float:
    """How far moving and computing are from commuting, relatively."""
    generator = torch.Generator().manual_seed(seed + 1)
    by = change(elements(all_parts(model), sizes, generator, rapidity))
    values = draw(model, sizes, batch, seed, dtype)
    with torch.no_grad():
        before = call(model, net, values)
        after = call(model, net, moved(model, values, by))
    parts = tensors_of(model.result.type)
    return distance([act(y, p, by) for y, p in zip(before, parts, strict=True)], after)


def span(model: Model, net: nn.Module, sizes: Sizes) -> Tensor:
    """One row for each learned number: the affine map that it alone makes, written as numbers.

    The map is written by its values at zero and at a basis of the input space, or at as many
    random points as there are numbers: each point takes at least one dimension of maps that
    vanish at all points before, so that no map is lost.
    """
    shapes = [shape(part, sizes) for a in model.arguments for part in tensors_of(a.type)]
    volumes = [math.prod(each) for each in shapes]
    count = sum(p.numel() for p in net.parameters())
    kind = number_type(model)
    points = torch.eye(sum(volumes), dtype=kind)
    if count < len(points):
        generator = torch.Generator().manual_seed(3)
        points = torch.randn(count, sum(volumes), dtype=kind, generator=generator)
    points = torch.cat([torch.zeros_like(points[:1]), points])
    flat = torch.split(points, volumes, -1)
    parts = [part for argument in model.arguments for part in tensors_of(argument.type)]
    both = zip(flat, shapes, parts, strict=True)
    inputs = iter([symmetrised(x.reshape(-1, *each), part) for x, each, part in both])
    values = [[next(inputs) for _ in tensors_of(a.type)] for a in model.arguments]
    return family(model, net, values)


def bilinear_span(model: Model, net: nn.Module, sizes: Sizes) -> Tensor:
    """One row for each learned number: the bilinear map of two arguments that it alone makes."""
    shapes = [[shape(v.part, sizes) for v in a.values] for a in model.arguments]
    volumes = [[math.prod(s) for s in each] for each in shapes]
    a, b = (sum(each) for each in volumes)
    left = torch.eye(a, dtype=number_type(model)).repeat_interleave(b, 0)
    right = torch.eye(b, dtype=number_type(model)).repeat(a, 1)
    values = [
        [
            symmetrised(x.reshape(-1, *s), value.part)
            for x, s, value in zip(torch.split(side, v, -1), each, argument.values, strict=True)
        ]
        for side, v, each, argument in zip(
            (left, right), volumes, shapes, model.arguments, strict=True
        )
    ]
    return family(model, net, values)


def tangent(model: Model, net: nn.Module, sizes: Sizes) -> Tensor:
    """The derivatives by every weight, exact as each weight enters linearly, at random points."""
    arguments = tuple(packed(model, draw(model, sizes, (60,), seed=5)))
    names = {name: p.detach() for name, p in net.named_parameters()}
    buffers = dict(net.named_buffers())

    def run(parameters: dict[str, Tensor]) -> Tensor:
        out = torch.func.functional_call(net, {**parameters, **buffers}, arguments)
        return torch.cat([y.reshape(-1) for y in unpack(model.result.type, out)])

    with torch.no_grad():
        start, rows = run(names), []
        for name, p in names.items():
            for i in range(p.numel()):
                more = p.clone()
                more.view(-1)[i] += 1
                rows.append(run({**names, name: more}) - start)
    return torch.stack(rows)


def family(model: Model, net: nn.Module, values: Values) -> Tensor:
    """One row for each learned number: what the model makes of these arguments with it alone."""
    names = {name: p.detach() for name, p in net.named_parameters()}
    buffers = dict(net.named_buffers())
    arguments = tuple(packed(model, values))
    rows = []
    with torch.no_grad():
        for name, parameter in names.items():
            for i in range(parameter.numel()):
                unit = {k: torch.zeros_like(p) for k, p in names.items()}
                unit[name].view(-1)[i] = 1
                out = torch.func.functional_call(net, {**unit, **buffers}, arguments)
                tensors = unpack(model.result.type, out)
                rows.append(torch.cat([y.reshape(-1) for y in tensors]))
    return torch.stack(rows) if rows else torch.zeros(0, 1, dtype=number_type(model))


def rank(rows: Tensor) -> int:
    """The rank of rows of very different lengths."""
    norms = rows.norm(dim=1)
    assert bool((norms > 1e-12).all()), "a weight without effect"
    unit = rows / norms[:, None]
    if unit.shape[1] > 2 * unit.shape[0] + 10:
        generator = torch.Generator().manual_seed(7)
        width = 2 * unit.shape[0] + 10
        sketch = torch.randn(unit.shape[1], width, generator=generator, dtype=unit.dtype)
        unit = unit @ sketch / width**0.5
    values = torch.linalg.svdvals(unit)
    assert not bool(((values > 1e-10) & (values < 1e-7)).any()), "no gap in the spectrum"
    return int((values > 1e-8).sum())
