"""Symmetries that are enforced around a network which is free of them."""

from dataclasses import dataclass
from typing import TypeAlias

from symc.ir.symmetry import Group, Type


@dataclass(frozen=True, slots=True)
class Frame:
    """`by frame(pca)`: weighted frames of the arguments, exact."""


@dataclass(frozen=True, slots=True)
class Average:
    """`by average`: the mean over all elements of a finite group, exact."""


@dataclass(frozen=True, slots=True)
class Canonical:
    """`by canonical`: the network of the class `network` says how an argument lies."""

    network: str


@dataclass(frozen=True, slots=True)
class Sample:
    """`by sample(k)`: the mean over k random elements, exact in expectation."""

    count: int


@dataclass(frozen=True, slots=True)
class Penalty:
    """`by penalty`: a loss pulls towards the symmetry; nothing enforces it."""


@dataclass(frozen=True, slots=True)
class Unbound:
    """`free`: no tie at all."""


Method: TypeAlias = Frame | Average | Canonical | Sample | Penalty | Unbound


@dataclass(frozen=True, slots=True)
class Enforced:
    """A group whose axes are plain inside the network, and what makes up for it outside.

    `text` is the level as written: `by frame(pca)`.
    """

    group: Group
    method: Method
    text: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A model as its user sees it: types in which the enforced groups move their axes.

    The first of `enforced` acts innermost.
    """

    arguments: tuple[Type, ...]
    result: Type
    enforced: tuple[Enforced, ...]
