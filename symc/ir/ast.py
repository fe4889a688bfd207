"""A spec as it was written: declarations and statements, and the front of the whole tree.

Every node knows its `span`, which does not count in `==`: equal trees mean the same. Parentheses
leave no trace but in the shape of the tree, sums and chains are flat, and numbers are exact.
"""

from dataclasses import dataclass, field

from symc.ir.ast_expressions import (
    Call,
    Chain,
    Clause,
    Expression,
    Link,
    Negate,
    Operator,
    Option,
    Over,
    Part,
    Place,
    Tuple,
)
from symc.ir.ast_groups import (
    ByAlgebra,
    ByMatrices,
    ByPermutations,
    GroupArgument,
    GroupCall,
    GroupExpression,
    Matrix,
    Permutation,
    Text,
    Vector,
    Within,
    Wreath,
)
from symc.ir.ast_levels import Breaking, By, Domain, Exact, Free, GroupLevel, Level
from symc.ir.ast_types import (
    Axis,
    Block,
    Channels,
    Count,
    DualAxis,
    FibredAxis,
    Field,
    FlatAxis,
    Induce,
    LabelAxis,
    Name,
    Number,
    Power,
    Record,
    Restrict,
    Results,
    Same,
    Shape,
    Sum,
    SumAxis,
    SymmetryPower,
    Type,
)
from symc.report import Span


@dataclass(frozen=True, slots=True)
class Import:
    """`import "path.sym"`."""

    path: Text
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Size:
    """`size n`, free, or `size d = 3`."""

    name: Name
    value: Count | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Param:
    """`param width = 64`."""

    name: Name
    value: Count
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """`group Rot = O(3)`."""

    name: Name
    value: GroupExpression
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TypeName:
    """`type Cloud = 8 [Atoms] + 8 [Atoms, Rot]`."""

    name: Name
    value: Type
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Graph:
    """`graph Bonds on Atoms`."""

    name: Name
    group: Name
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Extern:
    """`extern Net = "package.module:Class"`."""

    name: Name
    path: Text
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Assign:
    """`h = linear(x -> T) with Rot: breaking <= 0.3`."""

    name: Name
    value: Expression
    levels: tuple[GroupLevel, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Repeat:
    """`repeat 2 { ... }`."""

    count: Count
    statements: tuple["Statement", ...]
    span: Span = field(compare=False, repr=False)


Statement = Assign | Repeat


@dataclass(frozen=True, slots=True)
class Return:
    """`return h with Rot: exact`."""

    value: Expression
    levels: tuple[GroupLevel, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Symmetry:
    """`symmetry Rot: breaking <= 0.1`."""

    level: GroupLevel
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """`{ ... }`: the lines of a model or layer, in the order that they must stand in."""

    symmetries: tuple[Symmetry, ...]
    statements: tuple[Statement, ...]
    result: Return
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """`layer Name(x: T) -> U { ... }`."""

    name: Name
    arguments: tuple[Field, ...]
    result: Type | Results
    body: Body
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """`model Name(x: T) -> (energy: [], forces: [Rot]) { ... }`."""

    name: Name
    arguments: tuple[Field, ...]
    result: Type | Results
    body: Body
    span: Span = field(compare=False, repr=False)


Declaration = Import | Size | Param | Group | TypeName | Graph | Extern | Layer | Model


@dataclass(frozen=True, slots=True)
class File:
    """A spec: its version line, if any, and its declarations; `span` is the whole text."""

    version: Number | None
    declarations: tuple[Declaration, ...]
    span: Span = field(compare=False, repr=False)


__all__ = [
    "Assign",
    "Axis",
    "Block",
    "Body",
    "Breaking",
    "By",
    "ByAlgebra",
    "ByMatrices",
    "ByPermutations",
    "Call",
    "Chain",
    "Channels",
    "Clause",
    "Count",
    "Declaration",
    "Domain",
    "DualAxis",
    "Exact",
    "Expression",
    "Extern",
    "FibredAxis",
    "Field",
    "File",
    "FlatAxis",
    "Free",
    "Graph",
    "Group",
    "GroupArgument",
    "GroupCall",
    "GroupExpression",
    "GroupLevel",
    "Import",
    "Induce",
    "LabelAxis",
    "Layer",
    "Level",
    "Link",
    "Matrix",
    "Model",
    "Name",
    "Negate",
    "Number",
    "Operator",
    "Option",
    "Over",
    "Param",
    "Part",
    "Permutation",
    "Place",
    "Power",
    "Record",
    "Repeat",
    "Restrict",
    "Results",
    "Return",
    "Same",
    "Shape",
    "Size",
    "Statement",
    "Sum",
    "SumAxis",
    "Symmetry",
    "SymmetryPower",
    "Text",
    "Tuple",
    "Type",
    "TypeName",
    "Vector",
    "Within",
    "Wreath",
]
