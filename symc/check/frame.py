"""One run through the body of a layer or model."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symc.check.blocks import Block, Head
from symc.check.fed import feeds
from symc.check.levels import Words, read_levels
from symc.check.settling import settle
from symc.check.spec import Spec
from symc.check.surroundings import Surroundings
from symc.ir import ast
from symc.ir.graphs import Edges
from symc.ir.levels import Level
from symc.layers import Emitter, Term
from symc.report import Span

DEEPEST = 50


class Root:
    """The name that a line gives its value; taken when first asked for."""

    def __init__(self, emitter: Emitter, stem: str) -> None:
        self._emitter = emitter
        self._stem = stem
        self._name = ""

    @property
    def name(self) -> str:
        """`h`, or `h2` if `h` is taken."""
        if not self._name:
            self._name = self._emitter.names.fresh(self._stem)
        return self._name


class Prefixes:
    """What the names of inlined values begin with: `core`, `core2`, ..."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}

    def fresh(self, block: str) -> str:
        """The prefix for one more call of a block."""
        word = block.lower()
        self._count[word] = self._count.get(word, 0) + 1
        number = self._count[word]
        if number == 1:
            return f"{word}_"
        return f"{word}_{number}_" if word[-1].isdigit() else f"{word}{number}_"


@dataclass(slots=True)
class Frame:
    """The values of a body so far, and where its nodes go.

    With `unroll` calls of layers and models are written out; without, their results are only typed.
    `words` are the levels of the body and around it, `now` those of the statement at hand.
    """

    spec: Spec
    emitter: Emitter
    prefixes: Prefixes
    values: dict[str, Term | None]
    graphs: dict[str, Edges]
    arguments: dict[str, Term | None]
    surroundings: Surroundings
    unroll: "Unroll | None"
    prefix: str = ""
    depth: int = 0
    words: Words = field(default_factory=Words)
    now: Words = field(default_factory=Words)

    def inside(
        self, block: str, values: dict[str, Term | None], graphs: dict[str, Edges]
    ) -> "Frame":
        """The frame of a call of a block, with nodes in the same model."""
        prefix = self.prefixes.fresh(block)
        return replace(
            self,
            values=values,
            graphs=graphs,
            arguments=dict(values),
            prefix=prefix,
            words=self.now,
        )

    def enter(self, lines: tuple[ast.GroupLevel, ...]) -> None:
        """Puts the `symmetry` lines of the body over the levels around it."""
        self.words = self.now = self.words.over(self._read(lines))

    def say(self, clause: tuple[ast.GroupLevel, ...]) -> None:
        """Puts the levels after a `with` in force, for one statement."""
        self.now = self.words.over(self._read(clause))
        self.emitter.levels = settle(self.now, self.surroundings, self.spec)
        self.emitter.feeds = feeds(self.now, self.surroundings, self.spec)

    def _read(self, written: tuple[ast.GroupLevel, ...]) -> tuple[Level, ...]:
        return read_levels(self.spec, written, self.surroundings.groups)

    def head(self, block: Block) -> Head:
        """The head of a block, as the types of this model are moved."""
        return self.surroundings.head(self.spec.heads.of(block))

    def root(self, name: str) -> Root:
        """The root of a line that assigns to a name."""
        return Root(self.emitter, f"{self.prefix}{name}")

    def base(self, root: Root, word: str, top: bool) -> str:
        """The name of a call's result: the root's own, or one after it and the word."""
        return root.name if top else self.emitter.names.fresh(f"{root.name}_{word}")

    def text(self, span: Span) -> str:
        """What is written there, on one line and without comments."""
        text = span.text
        if "#" in text:
            text = re.sub(r"#[^\n]*", "", text)
        return " ".join(text.split())


Unroll = Callable[[Block, Frame], Term | None]
"""The result of a body, run in a frame of its own."""

__all__ = ["DEEPEST", "Frame", "Prefixes", "Root", "Unroll"]
