"""From the columns of every level to tensors, as lines."""

from collections.abc import Iterable
from dataclasses import replace

from symc.emit.backends.torch.cascade import Block, End, Run
from symc.emit.backends.torch.code import WIDTH, Binary, Call, Expression, returned
from symc.emit.backends.torch.flow import INDENT, Flow, height, sliced, total_of
from symc.emit.backends.torch.frames import permuted, restored
from symc.emit.backends.torch.geometry import averaged, dim, is_simple
from symc.emit.backends.torch.scope import Scope, expanded
from symc.ir.plan import Arrange, Restore
from symc.ir.waist import Level, Order, Program

Added = tuple[str, str, tuple[Order, ...]]
"""Rows, the matrices that they are multiplied by, and how they are permuted before."""


class Writing(Flow):
    """The way outwards: columns cut into pieces, and these written out."""

    def write(self, columns: dict[Level, str], added: dict[str, list[Added]]) -> tuple[str, ...]:
        """From the columns of every level to all tensors, to which products are added."""
        pieces: dict[str, list[Expression]] = {}
        for level, blocks in sorted(self.side.levels, key=lambda pair: height(pair[0])):
            if level in columns:
                self._cut(level, blocks, columns, pieces)
        return tuple(self._expand(end, pieces, added.get(end.flat, [])) for end in self.side.ends)

    def _cut(
        self,
        level: Level,
        blocks: tuple[Block, ...],
        columns: dict[Level, str],
        pieces: dict[str, list[Expression]],
    ) -> None:
        """The columns of a level as those of its pieces, after what lies below is spread."""
        name, total = columns[level], total_of(blocks)
        runs = [run for run in self.side.runs if run.upper == level]
        if len(runs) == 1 and runs[0].width == total:
            self.say(f"{name} = ", self._onto(name, runs[0], columns))
            self._take(name, blocks, pieces)
            return
        parts = list(_parts(blocks, runs))
        if not runs:
            self._take(name, blocks, pieces)
            return
        names = [self._part(part, run, level, i) for i, (part, run) in enumerate(parts)]
        self._split(name, [total_of(part) for part, _ in parts], names)
        for own, (part, run) in zip(names, parts, strict=True):
            if run is not None:
                self.say(f"{own} = ", self._onto(own, run, columns))
            self._take(own, part, pieces)

    def _part(self, part: tuple[Block, ...], run: Run | None, level: Level, i: int) -> str:
        """The name of some columns of a level."""
        if run is None and len(part) == 1 and len(part[0].orders) == 1:
            return self.name(part[0].name)
        return self.scope.local(f"{self.prefix}part_{i + 1}")

    def _onto(self, name: str, run: Run, columns: dict[Level, str]) -> Expression:
        """Columns and what a run takes from the level below, spread over its axis."""
        below = sliced(columns[run.lower], run.below, run.width, self.width(run.lower))
        count = (self.count(run.group),) if self.mean else ()
        return Call("_onto", (name, below, str(run.axis), *count))

    def _split(self, name: str, widths: list[int], targets: list[str]) -> None:
        cut = f"{name}.split_with_sizes({tuple(widths)}, -1)"
        if len(set(widths)) == 1:
            cut = f"{name}.chunk({len(widths)}, -1)"
        self.out += returned("", targets, f" = {cut}", INDENT)

    def _take(
        self, name: str, blocks: tuple[Block, ...], pieces: dict[str, list[Expression]]
    ) -> None:
        """Columns side by side to the pieces that still need them."""
        gone = {piece for run in self.side.runs for piece in run.pieces}
        if all(block.name in gone for block in blocks):
            return
        if len(blocks) == 1 and len(blocks[0].orders) == 1:
            pieces.setdefault(blocks[0].name, []).append(
                permuted(name, blocks[0].orders[0], self.scope)
            )
            return
        targets, widths = [], []
        for block in blocks:
            for i, order in enumerate(block.orders):
                number = "" if len(block.orders) == 1 else f"_{i + 1}"
                targets.append("" if block.name in gone else f"{self.name(block.name)}{number}")
                widths.append(block.width)
                if targets[-1]:
                    value = permuted(targets[-1], order, self.scope)
                    pieces.setdefault(block.name, []).append(value)
        if all(targets):
            self._split(name, widths, targets)
            return
        for i, target in enumerate(targets):
            if target:
                start = sum(widths[:i])
                self.say(f"{target} = ", f"{name}[..., {start}:{start + widths[i]}]")

    def _expand(self, end: End, pieces: dict[str, list[Expression]], added: list[Added]) -> str:
        """A tensor from its pieces, in its frame and then as a value."""
        base = list(pieces.get(end.root, [])) if end.root is not None else []
        given = [sum_of(pieces[name]) for name in end.pieces]
        program = end.program
        if program is None or not program.folds or not given:
            value = sum_of([*base, *map(self.twisted, added)]) if base or added else "None"
        elif is_simple(program):
            value = self._spread(program, given[0], [*base, *map(self.twisted, added)])
        else:
            value = self._written(program, given, base, added)
        if value == "None":
            return "None"
        outer = self.name(end.outer)
        if end.step is None:
            if f"{value}".isidentifier():
                return f"{value}"
            self.say(f"{outer} = ", value)
            return outer
        made = f"{outer} = {_valued(end.step, f'{value}', self.scope)}"
        if not f"{value}".isidentifier() or len(made) + INDENT > WIDTH:
            flat = self.scope.local("flat")
            self.say(f"{flat} = ", value)
            value = flat
        self.say(f"{outer} = ", _valued(end.step, f"{value}", self.scope))
        return outer

    def _spread(self, program: Program, piece: Expression, terms: list[Expression]) -> Expression:
        (fold,) = program.folds
        axis = dim(program.nodes[0], program.frame, fold.axes[0])
        spread: Expression = f"{piece}.unsqueeze({axis})"
        if self.mean:
            self.scope.helper("spread")
            spread = Call("_spread", (piece, str(axis), self.count(fold.group)))
        if terms:
            return Binary((*terms, spread), "+")
        sizes = self.scope.frame_sizes(program.frame)
        return Call(f"_{self.scope.helper('grow')}", (spread, sizes))

    def _written(
        self, program: Program, given: list[Expression], base: list[Expression], added: list[Added]
    ) -> Expression:
        """By the program; the first product is added in place."""
        twist: tuple[str, ...] = ()
        if added:
            rows, matrix, orders = added[0]
            twist = (rows, matrix, str(orders))
        terms = [*base, *map(self.twisted, added[1:])]
        counts = [self.count(group) for group in averaged(program)]
        told = f"({', '.join(counts)}{',' if len(counts) == 1 else ''})"
        sizes = self.scope.frame_sizes(program.frame)
        head = (sizes, told, sum_of(terms) if terms else "None")
        return expanded(self.scope, self.scope.functions.name(program), head, given, twist)

    def twisted(self, added: Added) -> Expression:
        """A product as a term of a sum."""
        rows, matrix, orders = added
        return Call(f"_{self.scope.helper('twist')}", (rows, matrix, str(orders)))


def _valued(step: Arrange | Restore, source: str, scope: Scope) -> str:
    """A frame as a value."""
    if isinstance(step, Arrange):
        step = Restore("", "", step.part, step.order, step.folded, step.atoms, step.duals)
    return restored(replace(step, source=source), scope)


def sum_of(terms: list[Expression]) -> Expression:
    """Terms added up."""
    return terms[0] if len(terms) == 1 else Binary(tuple(terms), "+")


def _parts(
    blocks: tuple[Block, ...], runs: list[Run]
) -> Iterable[tuple[tuple[Block, ...], Run | None]]:
    """The blocks of a level cut at the ends of its runs."""
    starts = {run.start: run for run in runs}
    part: list[Block] = []
    current: Run | None = None
    at = end = 0
    for block in blocks:
        if at in starts or (current is not None and at >= end):
            if part:
                yield tuple(part), current
            part, current = [], starts.get(at)
            end = at + current.width if current is not None else at
        part.append(block)
        at += block.width * len(block.orders)
    if part:
        yield tuple(part), current
