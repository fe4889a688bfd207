"""What was written: expressions."""

from dataclasses import dataclass, field
from typing import Literal

from symc.ir.ast_types import Name, Number, Same, Type
from symc.report import Span

Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Negate:
    """`-a`."""

    value: "Expression"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """`- b`: an operator and what stands on its right."""

    operator: Operator
    value: "Expression"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """`a + b - c` or `0.5 * a`, from left to right; links are all of `+ -` or all of `* /`.

    Flat, so that a sum of thousands of terms is no deeper than a sum of two. `/` stands in the
    entries of matrices and vectors only.
    """

    first: "Expression"
    links: tuple[Link, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tuple:
    """`(a, b)`: two or more values."""

    items: tuple["Expression", ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """`h.0`, `h.w1`, `h.layers.0.weight`: the words after each dot, in a row.

    A key of a record may hold dots, so only the type of the value says where a key ends.
    """

    value: "Expression"
    path: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Over:
    """`over Nodes`."""

    group: Name
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """`at bonds.source`, `to bonds.target`: an end of the edges of a graph argument."""

    word: Literal["at", "to"]
    graph: Name
    end: Name
    span: Span = field(compare=False, repr=False)


Clause = Over | Place


@dataclass(frozen=True, slots=True)
class Option:
    """`cutoff = 5.0`: a named argument; a word is a `Name`, `cp(rank = 4)` a `Call`."""

    name: Name
    value: "Expression"
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A layer, function, model or layer of the spec, applied.

    In the order of writing: `function(arguments -> target)` or `function(arguments clause, words)`,
    then the options. `words` are positional values after a clause: `mean` in
    `scatter(m to bonds.target, mean)`; words before it, as `silu` in `norm_act(x, silu)`, are
    arguments.
    """

    function: Name
    arguments: tuple["Expression", ...]
    target: Type | Same | None
    clause: Clause | None
    words: tuple["Expression", ...]
    options: tuple[Option, ...]
    span: Span = field(compare=False, repr=False)


Expression = Name | Number | Negate | Chain | Tuple | Part | Call
"""Entries of matrices are expressions too: `1/2`, `sqrt(3)/2`, `-0.5`, names of constants."""
