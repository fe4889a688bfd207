"""Errors over orbits: Non-Equivariance Revealed on Orbits (NERO).

For every element g of an orbit the inputs are moved, and the results moved back are held against
labels, or, without labels, against their mean over the orbit (the consensus).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from symc.dossier.orbits import Orbit, orbits
from symc.errors import dossier as errors
from symc.files import reason, shown
from symc.ir.model import Model
from symc.ir.symmetry import Group, Part, parts_of
from symc.report import CompileError
from symc.verify import Subject, Values, act, act_on_values, call, control, draw, kind_of, movers
from symc.verify.elements import Element
from symc.verify.values import all_parts, shape_of

SAMPLES, WORST = 16, 3
LARGEST_DATA = 256


@dataclass(frozen=True, slots=True)
class Inverse:
    """What undoes an element."""

    element: Element

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The inverse matrices."""
        undone: Tensor = torch.linalg.inv(self.element.matrix(label, dual))
        return undone


@dataclass(frozen=True, slots=True)
class Data:
    """The user's inputs, and labels where there are any: tensors of the parts, batched."""

    inputs: Values
    labels: list[Tensor] | None
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """The errors of one input at every point of an orbit; `index` counts the inputs from 0."""

    index: int
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Nero:
    """An orbit with the mean error at every point, and the inputs that are worst off.

    Errors are rms over the entries of the result, in units of the rms of the labels or consensus.
    `outside` is the error under a move that is no element of the group, for contrast.
    """

    model: str
    orbit: Orbit
    against: str
    mean: tuple[float, ...]
    worst: tuple[Sample, ...]
    outside: float

    @property
    def every(self) -> tuple[float, ...]:
        """The mean errors and those of the worst inputs."""
        return (*self.mean, *(error for sample in self.worst for error in sample.errors))

    @property
    def spread(self) -> float:
        """The largest mean error less the smallest: 0 for an equivariant model."""
        return max(self.mean) - min(self.mean)


def measure(subject: Subject, data: Data | None = None) -> tuple[Nero, ...]:
    """Every orbit of every group that moves the model's values, in double precision."""
    model = subject.model
    sizes = data.sizes if data else subject.sizes
    values = data.inputs if data else draw(model, sizes, (SAMPLES,), 5)
    labels = data.labels if data else None
    net = subject.net(torch.float64)
    found: list[Nero] = []
    for group in movers(all_parts(model)):
        outside = control(model, net, sizes, group)
        error = float("nan") if outside.skipped else outside.error
        for orbit in orbits(group, sizes):
            found.append(_over(model, net, values, labels, group, orbit, error))
    return tuple(found)


def _over(
    model: Model,
    net: torch.nn.Module,
    values: Values,
    labels: list[Tensor] | None,
    group: Group,
    orbit: Orbit,
    outside: float,
) -> Nero:
    parts = parts_of(model.result.type)
    back: list[list[Tensor]] = []
    for point in orbit.points:
        with torch.no_grad():
            made = call(model, net, act_on_values(model, values, {group: point.element}))
        undo = {group: Inverse(point.element)}
        back.append([act(y, part, undo) for y, part in zip(made, parts, strict=True)])
    truth = labels or [torch.stack(each).mean(0) for each in zip(*back, strict=True)]
    rows = torch.stack([_error(each, truth) for each in back])
    worst = rows.amax(0).argsort(descending=True)[:WORST].tolist()
    samples = tuple(Sample(i, tuple(rows[:, i].tolist())) for i in worst)
    against = "labels" if labels else "consensus"
    return Nero(model.name, orbit, against, tuple(rows.mean(1).tolist()), samples, outside)


def _error(found: list[Tensor], truth: list[Tensor]) -> Tensor:
    """The rms error of each item, over all results together."""
    flat = [
        torch.cat([x.reshape(len(x), -1).abs() for x in each], 1)
        for each in ([f - t for f, t in zip(found, truth, strict=True)], truth)
    ]
    scale = flat[1].square().mean().sqrt().clamp_min(1e-30)
    return flat[0].square().mean(1).sqrt() / scale


def read_data(path: Path, model: Model) -> Data:
    """Inputs by the names of arguments from an .npz file, and labels, if any.

    Labels are under `labels`, or as `symc discover` reads them: under `result`, or the names of
    results. The parts of sums and records are `name.0`, `name.key`.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as file:
            held = {name: torch.from_numpy(np.asarray(file[name])) for name in file.files}
    except (OSError, ValueError, EOFError) as problem:
        raise CompileError(errors.no_data(shown(path), reason(problem))) from None
    kind = kind_of(model, torch.float64)
    sizes: dict[str, int] = {}
    known: set[str] = set()
    inputs: Values = []
    for argument in model.arguments:
        parts = parts_of(argument.type)
        keys = _keys(argument.name, len(parts), argument.type)
        known |= set(keys)
        inputs.append(
            [_taken(held, k, p, sizes, path, kind) for k, p in zip(keys, parts, strict=True)]
        )
    results = parts_of(model.result.type)
    keys = _label_keys(model, len(results), held, known)
    known |= set(keys)
    labels = None
    if any(key in held for key in keys):
        labels = [_taken(held, k, p, sizes, path, kind) for k, p in zip(keys, results, strict=True)]
    strange = sorted(set(held) - known)
    if strange:
        raise CompileError(errors.strange_data(shown(path), tuple(strange), tuple(sorted(known))))
    counts = {len(x) for xs in (*inputs, labels or []) for x in xs}
    if len(counts) > 1 or not min(counts, default=0):
        raise CompileError(errors.no_data(shown(path), f"numbers of items are {sorted(counts)}"))
    return Data(inputs, labels, sizes)


def _label_keys(model: Model, count: int, held: Mapping[str, Tensor], taken: set[str]) -> list[str]:
    """The names of the labels in this file, those of arguments left out."""
    type_ = model.result.type
    named = [field.key for field in getattr(type_, "fields", ())]
    for keys in (named, _keys("result", count, type_)):
        if len(keys) == count and not taken & set(keys) and any(key in held for key in keys):
            return keys
    return _keys("labels", count, type_)


def _keys(name: str, count: int, type_: object) -> list[str]:
    if count == 1:
        return [name]
    fields = getattr(type_, "fields", None)
    if fields is not None and len(fields) == count:
        return [f"{name}.{field.key}" for field in fields]
    return [f"{name}.{i}" for i in range(count)]


def _taken(
    held: Mapping[str, Tensor],
    key: str,
    part: Part,
    sizes: dict[str, int],
    path: Path,
    kind: torch.dtype,
) -> Tensor:
    """One tensor of the file, of the shape that its type says, without NaN."""
    if key not in held:
        raise CompileError(errors.missing_data(shown(path), key, str(part), tuple(sorted(held))))
    found = held[key]
    shape = tuple(found.shape[1:])
    wanted = len(part.axes) + (part.multiplicity is not None)
    if len(shape) == wanted:
        for axis, length in zip(part.axes, shape, strict=False):
            if isinstance(axis.extent, str):
                sizes.setdefault(axis.extent, length)
    if len(shape) != wanted or shape != shape_of(part, sizes):
        raise CompileError(errors.misshaped_data(shown(path), key, str(part), tuple(found.shape)))
    if not bool(torch.isfinite(found).all()):
        raise CompileError(errors.no_numbers_in_data(shown(path), key))
    return found[:LARGEST_DATA].to(kind)
