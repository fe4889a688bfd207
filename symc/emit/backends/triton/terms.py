"""Lines of Triton that the product and its derivatives share."""

from dataclasses import dataclass

from symc.emit.backends.torch.code import Binary, Expression, statement
from symc.ir.form import Block, Form, Path


@dataclass(frozen=True, slots=True)
class Tile:
    """How many channels a program has, and if some are beyond the last."""

    block: int
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What one kernel does: its paths with their weights, what others wrote before it."""

    paths: tuple[tuple[int, Path], ...]
    written: frozenset[int]


def tile_of(channels: int, widest: int) -> Tile:
    """The widest power of two that divides the channels, or wastes the fewest of them.

    >>> tile_of(96, 64), tile_of(89, 64).is_masked
    (Tile(block=32, is_masked=False), True)
    """
    sizes = [size for size in (64, 32) if size <= widest]
    block = next((size for size in sizes if channels % size == 0), 0)
    if not block:
        block = min(reversed(sizes), key=lambda size: -(-channels // size) * size)
    return Tile(block, channels % block != 0)


class Writer:
    """Lines of a kernel body at a given indentation."""

    def __init__(self, form: Form, tile: Tile, indent: int) -> None:
        self.form = form
        self.lines: list[str] = []
        self._mask = ", mask=live" if tile.is_masked else ""
        self._other = ", mask=live, other=0.0" if tile.is_masked else ""
        self._indent = indent

    def write(self, line: str) -> None:
        """One line as it stands."""
        self.lines.append(line)

    def assign(self, target: str, value: Expression, depth: int = 0, by: str = "=") -> None:
        """An assignment, wrapped."""
        pad = " " * (4 * depth)
        made = statement(f"{target} {by} ", value, "", self._indent + 4 * depth)
        self.lines += [pad + line for line in made]

    def load(self, name: str, base: str, index: int, channels: bool = True) -> None:
        """One component of an operand, in the type that sums are made in."""
        at = place(base, index, channels)
        self.assign(name, f"tl.load({at}{self._other if channels else ''}).to(F)")

    def sum(self, target: str, terms: list[tuple[str, str]], depth: int = 0) -> None:
        """A sum of products, one after the other."""
        for n, (left, right) in enumerate(terms):
            self.accumulate(target, left, right, depth, first=n == 0)

    def accumulate(
        self, target: str, left: str, right: str, depth: int = 0, *, first: bool = False
    ) -> None:
        """A product added to a sum, or its first term; a factor that is not there is 1."""
        pad = " " * (4 * depth)
        if not left:
            self.write(f"{pad}{target} {'=' if first else '+='} {right}")
        elif first:
            self.write(f"{pad}{target} = {left} * {right}")
        else:
            self.write(f"{pad}{target} = tl.fma({left}, {right}, {target})")

    def add(self, name: str, base: str, index: int, depth: int = 0) -> None:
        """What a result has already, added to it."""
        at = place(base, index)
        self.assign(name, f"tl.load({at}{self._other}).to(F)", depth, "+=")

    def store(self, base: str, index: int, value: Expression, depth: int = 0) -> None:
        """One component of a result."""
        at = place(base, index)
        pad = " " * (4 * depth)
        line = f"{pad}tl.store({at}, {value}{self._mask})"
        if len(line) + self._indent <= 88:
            self.lines.append(line)
            return
        self.assign("t", value, depth)
        self.lines.append(f"{pad}tl.store({at}, t{self._mask})")

    def factors(self, blocks: tuple[Block, ...], stem: str) -> list[str]:
        """What each block multiplies by: a component of y or a sum, equal ones made once."""
        made: dict[tuple[tuple[int, float], ...], str] = {}
        for block in blocks:
            if block.terms not in made:
                name = made[block.terms] = f"{stem}_{len(made)}"
                self.assign(name, linear(block.terms, "y"))
        return [made[block.terms] for block in blocks]


def place(base: str, index: int, channels: bool = True) -> str:
    """Where a component is, from the first on.

    >>> place("xs", 3), place("xs", 1), place("ys", 3, False)
    ('xs + 3 * C', 'xs + C', 'ys + 3')
    """
    if not index:
        return base
    return f"{base} + {'C' if channels and index == 1 else f'{index} * C' if channels else index}"


def row_at(base: str, row: str, size: int) -> str:
    """Where the channels of a program begin in a row of so many components.

    >>> row_at("x", "point", 4), row_at("x", "point", 1)
    ('x + point * (4 * C) + c', 'x + point * C + c')
    """
    return f"{base} + {row} * {'C' if size == 1 else f'({size} * C)'} + c"


def linear(terms: tuple[tuple[int, float], ...], slot: str) -> Expression:
    """A sum of multiples of components.

    >>> str(linear(((0, 1.0), (2, -0.5)), "y"))
    'y0 - 0.5 * y2'
    """
    operands: list[Expression] = []
    operators: list[str] = []
    for n, (j, value) in enumerate(terms):
        size = value if n == 0 else abs(value)
        operands.append(_times(size, f"{slot}{j}"))
        operators += [] if n == 0 else ["-" if value < 0 else "+"]
    return operands[0] if len(operands) == 1 else Binary(tuple(operands), tuple(operators))


def _times(value: float, name: str) -> str:
    if value == 1.0:
        return name
    return f"-{name}" if value == -1.0 else f"{value!r} * {name}"
