"""What was written: levels of symmetry."""

from dataclasses import dataclass, field
from typing import Literal

from symc.ir.ast_expressions import Expression, Option
from symc.ir.ast_types import Count, Name
from symc.report import Span


@dataclass(frozen=True, slots=True)
class Exact:
    """`exact`: the symmetry holds."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Free:
    """`free`: no tie at all."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Domain:
    """`for rapidity <= 2.0`: how far out in a group that is not compact."""

    quantity: Name
    bound: Count
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Breaking:
    """A level in between.

    bound   `breaking <= 0.1`, and `breaking learned <= 0.2` where `learned`
    prior   `breaking ~ 0.05`
    free    `breaking learned`: neither, and no amount
    """

    kind: Literal["bound", "prior", "free"]
    learned: bool
    amount: Count | None
    norm: Name | None
    domain: Domain | None
    subgroup: Name | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class By:
    """`by frame(pca)`, `by average`, `by input(8, drop = 0.1)`: enforced around the network."""

    method: Name
    arguments: tuple[Expression, ...]
    options: tuple[Option, ...]
    span: Span = field(compare=False, repr=False)


Level = Exact | Free | Breaking | By


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """`Rot: breaking <= 0.1`: a level for a group, in a `symmetry` line or a `with`."""

    group: Name
    level: Level
    span: Span = field(compare=False, repr=False)
