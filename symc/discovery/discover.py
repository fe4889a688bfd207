"""From data to the text of a spec whose group is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import torch

from symc.discovery import adversarial, derivative
from symc.discovery.adversarial import Training
from symc.discovery.algebra import Exact, exact, orthonormal
from symc.discovery.data import Samples, read_samples, slots
from symc.discovery.specs import Question, answer, written
from symc.errors import discovery as errors
from symc.report import CompileError

Method = Literal["adversarial", "derivative"]
Count = Callable[[list[int], str], Iterable[int]]
"""Steps one by one, with what they are for: a bar may count them."""

LEAST_APART = 0.1
"""Generators whose smallest singular value is a smaller part of the largest count as fewer."""

CLOSED = 1e-9
"""Brackets of exact generators stay in their span; this is what floats make of it."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """A group that was found, the spec that says so, and how sure that is.

    `told_apart` is how often a new discriminator tells moved samples from others: 0.5 where the
    data are as symmetric as can be told. `singular` are singular values of the derivative.
    """

    text: str
    name: str
    model: str
    method: Method
    samples: int
    tolerance: float
    seed: int
    found: Exact
    told_apart: float
    singular: tuple[float, ...]

    @property
    def summary(self) -> str:
        """One line for people."""
        told = f"told apart in {self.told_apart:.0%}"
        return f"{self.name} = {written(self.found.matrices)}, {told}"

    def to_json(self) -> dict[str, object]:
        """All figures as plain data."""
        return {
            "group": self.name,
            "model": self.model,
            "method": self.method,
            "samples": self.samples,
            "seed": self.seed,
            "tolerance": self.tolerance,
            "generators": self.found.matrices,
            "rounding": self.found.rounded,
            "closure": self.found.closure,
            "exactClosure": self.found.exact_closure,
            "singularGap": self.found.gap,
            "toldApart": self.told_apart,
            "singularValues": self.singular,
        }


def discover(
    asked: Question, path: str, method: Method, training: Training, tolerance: float, count: Count
) -> Discovery:
    """Trains the generators of the group that a spec asks for, and makes them exact.

    Raises where data do not fit the types, or what is found is no Lie algebra of the dimension.
    """
    samples = read_samples(path, slots(asked.model, asked.group))
    group, dimension = asked.group, asked.sought.dimension
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        steps = count(list(range(training.steps)), "training")
        singular: tuple[float, ...] = ()
        if method == "derivative":
            algebra, values = derivative.fit(samples, group, dimension, training, steps)
            singular = tuple(map(float, values))
        else:
            algebra = adversarial.train(samples, group, dimension, training, steps)
        found = sound(asked.sought.name, algebra.detach(), tolerance)
        again = count(list(range(training.steps // 4)), "testing")
        told = adversarial.told_apart(samples, group, found.algebra.float(), training, again)
    remarks = (_remark(found, samples, method, tolerance, told),)
    text = answer(asked, found.matrices, remarks)
    return Discovery(
        text,
        asked.sought.name,
        asked.model.name,
        method,
        len(samples),
        tolerance,
        training.seed,
        found,
        told,
        singular,
    )


def sound(name: str, algebra: torch.Tensor, tolerance: float) -> Exact:
    """Exact generators; raises where they are dependent or not closed under brackets."""
    if not torch.isfinite(algebra).all():
        raise CompileError(errors.no_algebra(name, "training diverged"))
    _, least = orthonormal(algebra)
    if least < LEAST_APART:
        raise CompileError(errors.no_algebra(name, "some generators are sums of others"))
    found = exact(algebra, tolerance)
    if found.exact_closure > CLOSED:
        why = f"a bracket leaves its span by {found.exact_closure:.2g}"
        raise CompileError(
            errors.no_algebra(name, f"{why}, and before rounding {found.closure:.2g}")
        )
    return found


def _remark(found: Exact, samples: Samples, method: Method, tolerance: float, told: float) -> str:
    low, high = found.gap
    return (
        f"Found in {len(samples):,} samples by `symc discover --method {method}`: rounded by "
        f"{found.rounded:.2g} within a tolerance of {tolerance:g}, brackets closed within "
        f"{found.closure:.2g} before; null singular values of linear maps end at {low:.2g}, others "
        f"begin at {high:.2g}; samples that it moves are told from others in {told:.0%}."
    )


def silent(steps: list[int], verb: str) -> Iterable[int]:
    """Steps that nothing counts."""
    return steps
