"""What a layer kind must say about itself; one file per kind in this folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Protocol

from symc.ir.ast import Name
from symc.ir.graphs import Edges, End
from symc.ir.symmetry import Group, Type
from symc.layers.emission import Site, Term
from symc.report import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Setting:
    """An option, or an argument that is no value: what it knows, and if a number will do.

    With `value` any expression will do whose type the layer knows: a value of it, or a call, as of
    `mlp`, that leaves its target out.
    """

    name: str
    words: tuple[str, ...] = ()
    number: bool = False
    calls: tuple[str, ...] = ()
    value: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """How a kind is called: so many values, `-> T` or not, `over G` or not, and what else.

    A `place` is an end of the edges of a graph, after `at` or `to`; `words` are settings after such
    a clause that may be left out. A kind that is `sited` knows points and edges of graphs; any
    other acts on each of them by itself. `points` says whether it takes points of E(n), `spreads`
    that a value of a whole graph is handed to every point that the call is about. One that
    `keeps` has the type of its first value where no other is said. Numbers of `sizes` come after
    the values, as many as are written. The last value of a kind with `argument` is an argument of
    the block.
    """

    usage: str
    least: int = 1
    most: int | None = 1
    target: bool = False
    over: bool = False
    keeps: bool = True
    extras: tuple[Setting, ...] = ()
    options: tuple[Setting, ...] = ()
    place: Literal["", "at", "to"] = ""
    words: tuple[Setting, ...] = ()
    sizes: bool = False
    sited: bool = False
    points: bool = False
    spreads: bool = False
    argument: bool = False


EDGES = "edges"
"""The family of what stands for the edges of a graph, where a call is `over` them."""

Finish = Callable[[Type], Term]
"""The value of an option once its type is known; raises where it has another one."""


def _ignore(warning: Diagnostic) -> None:
    """Takes no notice."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that fits its signature: values, target and options are known.

    `is_complex` is true in a model whose types name U or SU: all of its values are complex. `warn`
    takes a warning, which stops nothing.
    """

    name: Name
    site: Site
    arguments: tuple[Term, ...]
    spans: tuple[Span, ...]
    target: Type | None
    target_span: Span
    over: Group | None
    over_span: Span
    settings: Mapping[str, str | Fraction]
    settings_spans: Mapping[str, Span]
    declared: Mapping[str, Span]
    is_complex: bool = False
    warn: Callable[[Diagnostic], None] = _ignore
    place: tuple[Edges, End] | None = None
    sizes: tuple[int, ...] = ()
    given: Mapping[str, Finish] = field(default_factory=dict)
    graph_on: Callable[[str], str] = str

    @property
    def end(self) -> tuple[Edges, End]:
        """The graph and the end of its edges, where the signature asks for one."""
        assert self.place is not None
        return self.place

    @property
    def wanted(self) -> Type:
        """The target, where the signature asks for one."""
        assert self.target is not None
        return self.target

    @property
    def pooled(self) -> Group:
        """The group after `over`, where the signature asks for one."""
        assert self.over is not None
        return self.over

    def word(self, name: str, default: str) -> str:
        """The word given for a setting."""
        return str(self.settings.get(name, default))

    def number(self, name: str, default: int) -> Fraction:
        """The number given for a setting."""
        return Fraction(self.settings.get(name, default))


class Kind(Protocol):
    """A layer kind or function: how it is called, its rule for types, and its nodes.

    The docstring of the class is the documentation of the kind.
    """

    @property
    def name(self) -> str:
        """The name in specs."""

    @property
    def summary(self) -> str:
        """One line for `symc list layers`."""

    @property
    def example(self) -> str:
        """A small spec that compiles as it stands and uses the kind."""

    @property
    def signature(self) -> Signature:
        """How it is called."""

    def apply(self, call: Call) -> Term:
        """The value of a call, its nodes emitted; raises `CompileError` where it is not allowed."""
