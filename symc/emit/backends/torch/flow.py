"""One side of a layer: what its two ways have in common.

The same lines serve both ways: `prefix` stands before the names of gradients, and sums over points
are means where `mean` says so.
"""

from dataclasses import dataclass, field

from symc.emit.backends.torch.cascade import Block, Side
from symc.emit.backends.torch.code import WIDTH, Binary, Call, Expression, statement
from symc.emit.backends.torch.scope import Scope
from symc.ir.symmetry import Group
from symc.ir.waist import Level

INDENT = 8


@dataclass(slots=True)
class Flow:
    """Gathers the lines of one way through one side."""

    side: Side
    scope: Scope
    prefix: str
    mean: bool
    out: list[str] = field(default_factory=list)

    def name(self, piece: str) -> str:
        """The name of a piece or of its gradient."""
        return self.scope.local(f"{self.prefix}{piece}") if self.prefix else piece

    def say(self, prefix: str, value: Expression) -> None:
        """One statement; long terms of a sum take one of their own before it."""
        if isinstance(value, Binary) and len(f"{prefix}{value}") + INDENT > WIDTH:
            value = Binary(tuple(map(self._term, value.operands)), value.operators)
        self.out += statement(prefix, value, "", INDENT)

    def _term(self, value: Expression) -> Expression:
        if isinstance(value, Call):
            name = self.scope.local("term")
            while any(line.startswith(f"{name} = ") for line in self.out):
                name += "_"
            self.out += statement(f"{name} = ", value, "", INDENT)
            return name
        return value

    def count(self, group: Group) -> str:
        """The number of points of a group where means are taken, None for sums."""
        return self.scope.count(group) if self.mean else "None"

    def width(self, level: Level) -> int:
        """The channels of a level."""
        return next(total_of(blocks) for each, blocks in self.side.levels if each == level)


def sliced(name: str, start: int, width: int, total: int) -> str:
    """Some of the channels of a tensor."""
    return name if width == total else f"{name}[..., {start}:{start + width}]"


def total_of(blocks: tuple[Block, ...]) -> int:
    """The channels of blocks side by side."""
    return sum(block.width * len(block.orders) for block in blocks)


def height(level: Level) -> int:
    """The number of axes at a level."""
    return sum(count for _, count in level)
