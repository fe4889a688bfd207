"""Derivatives: what leads from values to a number stands in a method of its own.

A derivative needs every stage between the values and the number, and these stages only. They are
written into a method that takes the values first, and everything else that its lines read; it gives
the number, and what other lines read. What a line reads and writes is seen from its text.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from symc.emit.backends.torch.code import Call, returned, statement, tuple_of
from symc.ir.page import Lines
from symc.ir.plan import Derive

INDENT = 8


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one stage, or the derivatives that it asks for."""

    name: str
    lines: Lines
    reads: frozenset[str]
    writes: tuple[str, ...]
    derive: Derive | None = None


def chunk(name: str, lines: Iterable[str]) -> Chunk:
    """A stage with the names that its lines read before they write them, and those they write."""
    held = tuple(lines)
    reads, writes = names_of(held)
    return Chunk(name, held, frozenset(reads), writes)


def deriving(name: str, step: Derive) -> Chunk:
    """A stage that asks for derivatives."""
    return Chunk(name, (), frozenset((step.source, *step.by)), step.targets, step)


def names_of(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What lines read from before, and what they write, each name once and in order.

    >>> names_of(["y = f(x) + z", "z = y"])
    (('f', 'x', 'z'), ('y', 'z'))
    """
    reads: dict[str, None] = {}
    writes: dict[str, None] = {}
    for line in ast.parse("\n".join(lines)).body:
        stored, loaded = _named(line, ast.Store), _named(line, ast.Load)
        loaded += stored if isinstance(line, ast.AugAssign) else []
        reads |= {name: None for name in loaded if name not in writes}
        writes |= dict.fromkeys(stored)
    return tuple(sorted(reads)), tuple(writes)


def read_lines(lines: Iterable[str], after: Iterable[str]) -> list[str]:
    """Assignments without those that neither later ones nor the lines after them read.

    >>> read_lines(["a = f(x)", "b = g(a)", "c = h(a)"], ["d = c"])
    ['a = f(x)', 'c = h(a)']
    """
    held = list(lines)
    read = set(names_of(after)[0])
    kept: list[str] = []
    for line in reversed(ast.parse("\n".join(held)).body):
        stored = _named(line, ast.Store)
        if stored and not read & set(stored):
            continue
        read |= set(_named(line, ast.Load))
        kept = held[line.lineno - 1 : line.end_lineno] + kept
    return kept


def _named(line: ast.stmt, context: type[ast.expr_context]) -> list[str]:
    names = (node for node in ast.walk(line) if isinstance(node, ast.Name))
    return [name.id for name in names if isinstance(name.ctx, context)]


@dataclass(slots=True)
class Deriver:
    """Lays out chunks; methods that hold what is derived are gathered on the way."""

    known: set[str]
    methods: list[Lines] = field(default_factory=list)

    def lines(self, chunks: tuple[Chunk, ...], wanted: frozenset[str]) -> list[str]:
        """All chunks in order; those that lead to a derivative where that is asked for."""
        out: list[str] = []
        given = set(self.known)
        waiting = list(chunks)
        while waiting:
            at = self._ready(waiting, given, chunks)
            first = waiting.pop(at)
            if first.derive is None:
                out += first.lines
                given |= set(first.writes)
                continue
            alike = [c for c in waiting if self._joins(c, first.derive, given)]
            inside, lines, made = self._derive((first, *alike), chunks, wanted, given)
            out += lines
            given |= made
            done = {each.name for each in (*inside, *alike)}
            waiting = [each for each in waiting if each.name not in done]
        return out

    def _ready(self, waiting: list[Chunk], given: set[str], chunks: tuple[Chunk, ...]) -> int:
        """The first chunk that can be written and leads to no derivative that is still to come."""
        for i, each in enumerate(waiting):
            if each.derive is not None:
                if set(each.derive.by) <= given:
                    return i
                continue
            ahead = [c for c in waiting if c.derive is not None]
            claimed = any(c.derive and each in self._inside((c,), chunks) for c in ahead)
            if not claimed and each.reads <= given | _foreign(each, chunks):
                return i
        raise AssertionError([each.name for each in waiting])

    def _joins(self, other: Chunk, first: Derive, given: set[str]) -> bool:
        """Whether another derivative is of the same number, by values that are there."""
        derive = other.derive
        return derive is not None and derive.source == first.source and set(derive.by) <= given

    def _inside(self, group: tuple[Chunk, ...], chunks: tuple[Chunk, ...]) -> list[Chunk]:
        """The chunks between the values of derivatives and their number."""
        derives = [each.derive for each in group if each.derive is not None]
        after = {name for derive in derives for name in derive.by}
        below: list[Chunk] = []
        for each in chunks:
            if each not in group and each.reads & after:
                below.append(each)
                after |= set(each.writes)
        before = {derives[0].source}
        found: list[Chunk] = []
        for each in reversed(chunks):
            if each not in group and before & set(each.writes):
                before |= each.reads
                if each in below:
                    found.append(each)
        return found[::-1]

    def _derive(
        self,
        group: tuple[Chunk, ...],
        chunks: tuple[Chunk, ...],
        wanted: frozenset[str],
        given: set[str],
    ) -> tuple[list[Chunk], list[str], set[str]]:
        """The call that makes the derivatives, and the method that it calls."""
        derives = [each.derive for each in group if each.derive is not None]
        source = derives[0].source
        by = tuple(dict.fromkeys(name for derive in derives for name in derive.by))
        inside = self._inside(group, chunks)
        outside = [each for each in chunks if each not in inside and each not in group]
        read = wanted | {name for each in outside for name in each.reads}
        read |= {name for each in group for name in each.reads}
        made = [name for each in inside for name in each.writes]
        rest = tuple(n for n in dict.fromkeys(made) if n in read and n not in given)
        body = Deriver(given | set(by), self.methods).lines(tuple(inside), frozenset(read))
        needs, _ = names_of(body)
        others = tuple(n for n in needs if n in given and n not in by and n != "self")
        name = f"_{source}_by_{'_and_'.join(by)}"
        if source not in made:
            others = tuple(dict.fromkeys((*others, source)))
        kept = tuple(n for n in rest if n != source)
        arguments = ("self", *by, *others)
        doc = f'    """From {", ".join(by)} to {source}, and what is read of the way there."""'
        back = statement("return ", tuple_of([source, tuple_of(list(kept))]), "", INDENT)
        self.methods.append(
            (*method_head(name, arguments), doc, *(f"    {x}" for x in (*body, *back)))
        )
        slopes = [f"{source}_by_{x}" for x in by]
        call = Call("_derive", (f"self.{name}", tuple_of(list(by)), tuple_of(list(others))))
        held = "rest" if kept else "_"
        out = returned("", [source, held, *slopes], f" = {call}", INDENT)
        if len(out) > 1 or len(out[0]) + INDENT > 88:
            out = statement("derived = ", call, "", INDENT)
            out += returned("", [source, held, *slopes], " = derived", INDENT)
        if kept:
            out += returned("", list(kept), " = rest", INDENT)
        for derive in derives:
            for target, value in zip(derive.targets, derive.by, strict=True):
                out.append(f"{target} = {source}_by_{value}")
        return inside, out, {source, *kept, *(t for d in derives for t in d.targets)}


def _foreign(each: Chunk, chunks: tuple[Chunk, ...]) -> set[str]:
    written = {name for other in chunks for name in other.writes}
    return set(each.reads) - written


def method_head(name: str, arguments: tuple[str, ...]) -> list[str]:
    """The line, or lines, that begin a method."""
    line = f"def {name}({', '.join(arguments)}):"
    if len(line) + 4 <= 88:
        return [line]
    inner = ", ".join(arguments)
    if len(inner) + 8 <= 88:
        return [f"def {name}(", f"    {inner}", "):"]
    return [f"def {name}(", *(f"    {each}," for each in arguments), "):"]
