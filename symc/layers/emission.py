"""Values while a model is put together: names for tensors, and the nodes that make them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from symc.errors import plans
from symc.ir.breakers import Feed
from symc.ir.graphs import Spread, bare, each_of, with_parts
from symc.ir.levels import Loosened
from symc.ir.model import Node, Nothing, Op, Value
from symc.ir.symmetry import Axis, Part, Record, Sum, Type, parts_of, tensors_of
from symc.report import Diagnostic, Span

MOST_NODES = 5_000
MOST_STEPS = 50_000


class Overflow(Exception):
    """A limit of the compiler that ends the work on a model."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Term:
    """What an expression stands for: a type and the tensors that make it up, part by part."""

    type: Type
    values: tuple[Value, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The type of every tensor."""
        return tuple(value.part for value in self.values)

    @property
    def names(self) -> tuple[str, ...]:
        """The name of every tensor."""
        return tuple(value.name for value in self.values)


class Names:
    """The names of a model that are taken, and fresh ones that are not.

    >>> names = Names(frozenset({"n"}))
    >>> [names.fresh(base) for base in ("h", "h", "n", "w1", "w1")]
    ['h', 'h2', 'n2', 'w1', 'w1_2']
    """

    def __init__(self, reserved: frozenset[str]) -> None:
        self._used = set(reserved)
        self._next: dict[str, int] = {}

    def fresh(self, base: str) -> str:
        """The base itself if it is free, else the base with the first number that is."""
        name = base
        while name in self._used:
            number = self._next.get(base, 2)
            self._next[base] = number + 1
            name = f"{base}_{number}" if base[-1].isdigit() else f"{base}{number}"
        self._used.add(name)
        return name


class Emitter:
    """The nodes of one model in the making.

    `levels` are those of the statement at hand, `produced` the type of every tensor as its node has
    it, in which axes of a group that is free count as plain. `feeds` are inputs of the statement
    that do not transform, `fed` the values of all so far.
    """

    def __init__(self, reserved: frozenset[str]) -> None:
        self.names = Names(reserved)
        self.nodes: list[Node] = []
        self.levels: tuple[Loosened, ...] = ()
        self.feeds: tuple[Feed, ...] = ()
        self.fed: dict[Feed, Value] = {}
        self.spread: dict[tuple[str, str], Value] = {}
        self.produced: dict[str, Part] = {}
        self._steps = 0

    def step(self, span: Span) -> None:
        """Counts one expression; too many of them end the model."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Overflow(plans.too_many_nodes(span, MOST_NODES))

    def add(self, node: Node) -> None:
        """Appends a node; too many of them end the model."""
        self.nodes.append(node)
        self.produced.update((value.name, value.part) for value in node.outputs)
        if len(self.nodes) > MOST_NODES:
            raise Overflow(plans.too_many_nodes(node.span, MOST_NODES))


@dataclass(frozen=True, slots=True)
class Site:
    """Where a call stands: the name of its result, the call as written, and its place.

    With `each` its values are for each point, or edge, of what is named there.
    """

    emitter: Emitter
    base: str
    text: str
    span: Span
    each: str = ""

    def within(self, word: str) -> "Site":
        """The same place, for an intermediate value."""
        base = self.emitter.names.fresh(f"{self.base}_{word}")
        return replace(self, base=base)

    def term(self, type_: Type, like: Type | None = None) -> Term:
        """A value of a type, with a name for every tensor, called like those of another type."""
        if isinstance(type_, Part) and not type_.is_flat:
            return Term(type_, (self._value(self.base, type_),))
        suffixes = _suffixes(_at_one(like or type_))
        names = (self.emitter.names.fresh(f"{self.base}_{suffix}") for suffix in suffixes)
        return Term(type_, tuple(map(self._value, names, parts_of(type_))))

    def _value(self, name: str, part: Part) -> Value:
        return Value(name, bare(part), self.each or each_of(part))

    def node(
        self,
        op: Op,
        inputs: Iterable[Term],
        type_: Type,
        like: Type | None = None,
        reached: frozenset[Part] | None = None,
    ) -> Term:
        """One node that makes all tensors of a type; zeros where it reaches nothing of a kind."""
        result = self.term(type_, like)
        names = tuple(name for term in inputs for name in term.names)
        made = tuple(
            value
            for value in result.values
            if reached is None or Part(value.part.axes, None, value.part.powers) in reached
        )
        self._add(self.base, op, names, made)
        for value in result.values:
            if value not in made:
                self._add(value.name, Nothing(), names[:1], (value,))
        return result

    def part_by_part(self, op: Callable[[Part], Op], *terms: Term) -> Term:
        """One node for each tensor of terms of one type; the result has that type."""
        result = self.term(terms[0].type)
        for i, value in enumerate(result.values):
            inputs = tuple(term.values[i].name for term in terms)
            self._add(value.name, op(value.part), inputs, (value,))
        return result

    def handed(self, value: Value, each: str) -> Value:
        """A value of the whole graph, the same for each point or edge of it."""
        known = self.emitter.spread
        if (value.name, each) not in known:
            name = self.emitter.names.fresh(f"{value.name}_at_{each.lower()}")
            known[value.name, each] = output = Value(name, value.part, each)
            self.one(Spread(), (value.name,), output)
        return known[value.name, each]

    def one(self, op: Op, inputs: tuple[str, ...], output: Value) -> None:
        """One node that makes one tensor already named."""
        self._add(output.name, op, inputs, (output,))

    def several(
        self, op: Op, inputs: tuple[Value, ...], outputs: tuple[Value, ...], word: str = ""
    ) -> None:
        """One node that makes tensors already named, itself named after the place and a word."""
        name = self.within(word).base if word else self.base
        self._add(name, op, tuple(value.name for value in inputs), outputs)

    def _add(self, name: str, op: Op, inputs: tuple[str, ...], outputs: tuple[Value, ...]) -> None:
        levels = self.emitter.levels
        self.emitter.add(Node(name, op, inputs, outputs, self.text, self.span, levels))


def _at_one(type_: Type) -> Type:
    """The type at one point, where every part is for each of the same points or edges."""
    parts = tensors_of(type_)
    alike = len(set(map(each_of, parts))) == 1
    return with_parts(type_, tuple(map(bare, parts))) if alike else type_


def _suffixes(type_: Type) -> tuple[str, ...]:
    """What tells the tensors of a type apart: `inv`, `rot`, `w1`, `w1_inv`."""
    match type_:
        case Part() | Sum():
            return tuple(map(_shape_word, parts_of(type_)))
        case Record(fields):
            return tuple(
                field.name
                if isinstance(field.type, Part) and not field.type.is_flat
                else f"{field.name}_{_shape_word(part)}"
                for field in fields
                for part in parts_of(field.type)
            )


def _shape_word(part: Part) -> str:
    return "_".join(map(_axis_word, part.axes)) or "inv"


def _axis_word(axis: Axis) -> str:
    """An axis as part of a name: `rot`, `rot_det`, `lin_dual`, `heads_dk`."""
    names = [str(axis)] if axis.group is None else [g.name for g in (axis.group, *axis.fibres)]
    tail = [word for word in (axis.label.partition(":")[0], "dual" if axis.dual else "") if word]
    return re.sub(r"\W+", "_", "_".join([*names, *tail])).lower()
