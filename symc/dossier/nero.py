"""Errors over orbits: Non-Equivariance Revealed on Orbits (NERO).

For every element g of an orbit the inputs are moved, and the results moved back are held against
labels, or, without labels, against their mean over the orbit (the consensus).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from symc.dossier.data import Data
from symc.dossier.orbits import Moved, Orbit, orbits
from symc.dossier.subgroups import subgroups, within
from symc.dossier.translations import reach, translations
from symc.ir.model import Model
from symc.ir.symmetry import Group, tensors_of
from symc.verify import Subject, Values, act, act_on_values, call, control, draw, movers
from symc.verify.values import all_parts

SAMPLES, WORST = 16, 3


@dataclass(frozen=True, slots=True)
class Inverse:
    """What undoes an element: of `R x + t` it is `R^-1 x - R^-1 t`."""

    element: Moved

    @property
    def shift(self) -> Tensor | None:
        """What is left to add once the matrix is undone."""
        moved = self.element.shift
        return None if moved is None else -(self.matrix("", False) @ moved)

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The inverse matrices."""
        undone: Tensor = torch.linalg.inv(self.element.matrix(label, dual))
        return undone


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
    """Every orbit of every group that moves the model's values, in double precision, then those
    of the subgroups that levels name.

    Enforced groups move what the user of a model sees; random elements are the same in every call.
    """
    model = subject.seen
    sizes = data.sizes if data else subject.sizes
    values = data.inputs if data else draw(model, sizes, (SAMPLES,), 5)
    labels = data.labels if data else None
    net = subject.net(torch.float64)
    found: list[Nero] = []
    for group in movers(all_parts(model)):
        outside = control(model, net, sizes, group)
        error = float("nan") if outside.skipped else outside.error
        shown = orbits(group, sizes)
        if group.translations:
            shown = (*shown, translations(group, sizes, reach(model, values, group)))
        for orbit in shown:
            found.append(_over(model, net, values, labels, group, orbit, error))
    for sub, group in subgroups(subject.model).items():
        for orbit in within(sub, group, sizes):
            found.append(_over(model, net, values, labels, group, orbit, float("nan")))
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
    parts = tensors_of(model.result.type)
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
