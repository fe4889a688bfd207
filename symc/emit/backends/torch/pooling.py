"""From tensors to the rows of every level, as lines."""

from dataclasses import replace

from symc.emit.backends.torch.cascade import Block, End
from symc.emit.backends.torch.code import Call, Expression, returned, tuple_of
from symc.emit.backends.torch.flow import INDENT, Flow, height, sliced
from symc.emit.backends.torch.frames import arranged, permuted
from symc.emit.backends.torch.geometry import averaged, dim, is_simple
from symc.emit.backends.torch.scope import Scope
from symc.ir.plan import Arrange, Restore
from symc.ir.symmetry import Group
from symc.ir.waist import Level, level_name


class Pooling(Flow):
    """The way inwards: tensors contracted, and their pieces side by side."""

    def pool(self, names: dict[str, str]) -> dict[Level, str]:
        """From tensors, whose names come in, to the rows of every level."""
        for end in self.side.ends:
            self._contract(end, names)
        rows: dict[Level, str] = {}
        for level, blocks in sorted(self.side.levels, key=lambda pair: -height(pair[0])):
            rows[level] = self._rows(level, blocks, rows, names)
        return rows

    def _contract(self, end: End, names: dict[str, str]) -> None:
        outer = names[end.outer]
        flat = outer
        if end.step is not None:
            flat = self.name(end.flat)
            value = framed(end.step, outer, self.scope)
            self.say(f"{flat} = ", value)
        names[end.flat] = flat
        if end.root is not None:
            names[end.root] = flat
        program = end.program
        if program is None or not end.pieces:
            return
        targets = [self.name(piece) for piece in end.pieces]
        names |= dict(zip(end.pieces, targets, strict=True))
        if is_simple(program):
            (fold,) = program.folds
            axis = dim(program.nodes[0], program.frame, fold.axes[0])
            self.say(f"{targets[0]} = ", self._pooled(flat, axis, fold.group))
            return
        counts = [self.count(group) for group in averaged(program)]
        call = Call(f"_contract_{self.scope.functions.name(program)}", (flat, *counts))
        self._unpack(targets, call)

    def _pooled(self, name: str, axis: int, group: Group) -> Expression:
        if not self.mean:
            return f"{name}.sum({axis})"
        self.scope.helper("mean")
        return Call("_mean", (name, str(axis), self.count(group)))

    def _unpack(self, targets: list[str], call: Expression) -> None:
        """Several names for what a call gives."""
        left = ", ".join(targets) if len(targets) > 1 else f"({targets[0]},)"
        if len(left) + len(str(call)) + 3 + INDENT <= 88:
            self.out += [f"{left} = {call}"]
            return
        held = self.scope.local("pieces")
        self.say(f"{held} = ", call)
        self.out += returned("", targets, f" = {held}", INDENT)

    def _rows(
        self, level: Level, blocks: tuple[Block, ...], rows: dict[Level, str], names: dict[str, str]
    ) -> str:
        """All pieces of a level side by side, those of runs as the mean of what lies above."""
        runs = {run.below: run for run in self.side.runs if run.lower == level}
        terms: list[Expression] = []
        at = end = 0
        for block in blocks:
            if at in runs:
                run = runs[at]
                end = at + run.width
                above = sliced(rows[run.upper], run.start, run.width, self.width(run.upper))
                terms.append(self._pooled(above, run.axis, run.group))
            if at >= end:
                for order in block.orders:
                    inverse = tuple(order.index(i) for i in range(len(order)))
                    terms.append(permuted(names[block.name], inverse, self.scope))
            at += block.width * len(block.orders)
        if len(terms) == 1 and f"{terms[0]}".isidentifier():
            return f"{terms[0]}"
        name = self.scope.local(
            f"{self.prefix}{'columns' if self.prefix else 'rows'}_{level_name(level)}"
        )
        cat = Call("torch.cat", (tuple_of(terms), "-1"))
        self.say(f"{name} = ", cat if len(terms) > 1 else terms[0])
        return name


def framed(step: Arrange | Restore, source: str, scope: Scope) -> str:
    """A value in its frame."""
    if isinstance(step, Restore):
        step = Arrange("", "", step.part, step.order, step.folded, step.atoms, step.duals)
    return arranged(replace(step, source=source), scope)
