"""What was written: names, numbers and types."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from symc.report import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A name, where it is declared or where it is used."""

    text: str
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number and how it was written: `3`, `5.0`, `1e-3`."""

    value: Fraction
    text: str = field(compare=False)
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


Count = Number | Name
"""A number that stands by itself: written out, or a size or param."""


@dataclass(frozen=True, slots=True)
class LabelAxis:
    """`Rot.2e`, `Turn.regular`, `Space.vector`: a named representation of a group."""

    group: Name
    label: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """`32x0e`: so many copies of an irrep; 1 where none was written."""

    copies: int
    label: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FlatAxis:
    """`Rot(32x0e + 16x1o)`: blocks of irreps in a row, as one axis."""

    group: Name
    blocks: tuple[Block, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FibredAxis:
    """`(Heads, Dk)`: one axis, row-major over several."""

    axes: tuple["Axis", ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DualAxis:
    """`Pos*`: the dual of an axis."""

    axis: "Axis"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SumAxis:
    """`H1 + H2`: several axes one after the other, as one axis; none of them a sum."""

    axes: tuple["Axis", ...]
    span: Span = field(compare=False, repr=False)


Axis = Name | Number | LabelAxis | FlatAxis | FibredAxis | DualAxis | SumAxis
"""An axis; a `Name` is a group, a graph or a size, a `Number` a plain axis."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`[Nodes, Rot]`: a tensor, axis by axis."""

    axes: tuple[Axis, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Power:
    """`[Rot]^2`: a tensor power."""

    base: "Type"
    exponent: Count
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SymmetryPower:
    """`sym^2 [Rot]`, `alt^2 [Rot]`: the (anti)symmetric part of a tensor power."""

    kind: Literal["sym", "alt"]
    exponent: Count
    base: "Type"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Channels:
    """`16 [Nodes]`, `2 Cloud`, `2 (5 [] + [Rot])`: a type so many times, as channels."""

    count: Count
    base: "Type"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """`5 [] + 5 [Rot]`: a direct sum of two or more parts, none of them a sum itself."""

    parts: tuple["Type", ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """`w1: [P1, 2]`: a part of a record, an argument, or a named result."""

    name: Name
    type: "Type"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """`{ w1: [P1, 2], b1: [P1] }`: named parts; names may hold dots."""

    fields: tuple[Field, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Restrict:
    """`restrict([Rot, Rot], Axial)`: the same tensor, moved by a subgroup alone."""

    base: "Type"
    group: Name
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Induce:
    """`induce([Axial], Rot)`: the induced representation, as one axis."""

    base: "Type"
    group: Name
    span: Span = field(compare=False, repr=False)


Type = Name | Shape | Power | SymmetryPower | Channels | Sum | Record | Restrict | Induce
"""A type; a `Name` is that of a type (or, for an argument, of a graph)."""


@dataclass(frozen=True, slots=True)
class Same:
    """`same`, after an arrow: the type of the first argument."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Results:
    """`(energy: [], forces: [Rot])`: the named results of a model or layer."""

    fields: tuple[Field, ...]
    span: Span = field(compare=False, repr=False)
