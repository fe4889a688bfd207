"""What a layer kind must say about itself; one file per kind in this folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from symc.ir.ast import Name
from symc.ir.symmetry import Group, Type
from symc.layers.emission import Site, Term
from symc.report import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Setting:
    """An option, or an argument that is no value: what it knows, and if a number will do."""

    name: str
    words: tuple[str, ...] = ()
    number: bool = False
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """How a kind is called: so many values, `-> T` or not, `over G` or not, and what else.

    `later` are options of the language that are not compiled yet.
    """

    usage: str
    least: int = 1
    most: int | None = 1
    target: bool = False
    over: bool = False
    extras: tuple[Setting, ...] = ()
    options: tuple[Setting, ...] = ()
    later: tuple[str, ...] = ()


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
