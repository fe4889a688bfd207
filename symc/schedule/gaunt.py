"""Products of functions on the sphere by couplings, straight through or in the frame of a vector.

Weights are those of blocks, so that one of a path is the product of three. In a frame x is weighed
as it is turned there, and z as it is turned back, so that nothing is stored for paths.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from symc.algebra.gaunt import gaunt_paths
from symc.algebra.irrep_paths import components
from symc.ir.form import Form
from symc.ir.irrep_product import (
    Assemble,
    IrrepPath,
    Multiply,
    Outer,
    Piece,
    Rows,
    TensorProduct,
)
from symc.ir.model import Node, Value
from symc.ir.parameters import Coupling, Parameter, Weight
from symc.ir.plan import Stage, Step
from symc.schedule.forms import Route, form_of
from symc.schedule.in_frame import Weighed, at_poles, in_frame, poles_of
from symc.schedule.names import Names
from symc.schedule.outputs import matrix, parts_of

Values = tuple[Value, ...]
Held = Coupling | str | None
"""The parameter or the value that has the weights."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """The paths of one number of channels, and the blocks that have weights: places of x, copies
    of y, and places of z, unless these are mixed."""

    paths: tuple[IrrepPath, ...]
    x: tuple[int, ...]
    copies: tuple[tuple[int, int], ...]
    z: tuple[int, ...]
    mixed: bool

    @property
    def rows(self) -> int:
        """How many blocks there are."""
        return len(self.x) + len(self.copies) + (0 if self.mixed else len(self.z))

    @property
    def places(self) -> tuple[tuple[int, ...], ...]:
        """Which rows belong to every path."""
        second, third = len(self.x), len(self.x) + len(self.copies)
        out = (
            tuple(self.x.index(path.x) for path in self.paths),
            tuple(second + self.copies.index((path.y, path.copy)) for path in self.paths),
        )
        return out if self.mixed else (*out, tuple(third + self.z.index(p.z) for p in self.paths))

    @property
    def is_whole(self) -> bool:
        """Whether every block of x is on some path."""
        return {path.x for path in self.paths} == set(self.x)


def gaunt_product(node: Node, inputs: Values, names: Names) -> Stage:
    """The stage of a product of functions; weights have the names and order of those on a grid."""
    op = node.op
    assert isinstance(op, TensorProduct)
    x, rest = inputs[: op.split], inputs[op.split :]
    y, extra = rest[: op.others], rest[op.others :]
    given = extra[0].name if op.weights == "entry" else None
    read = (poles_of(node, y, names),) if op.is_framed else y
    parameters: list[Parameter] = []
    steps: list[Step] = []
    pieces: dict[int, list[Piece]] = {}
    weighed: dict[str, Weighed] = {}
    start = 0
    for width, sides in _by_width(node, x, y):
        held: Held = given
        if op.weights == "shared":
            name = names.weight(f"{node.name}_weight")
            parameters.append(held := Coupling(name, sides.rows, 1, width, Fraction(1)))
        made = _multiply(node, sides, (x, read), width, names)
        if op.is_framed and given is not None and sides.is_whole:
            weighed[made.target], scale = _apart(sides, given, start, width)
            made = replace(made, form=replace(made.form, paired=True), scale=scale)
        elif held is not None:
            form = replace(made.form, weights=op.weights)
            made = replace(made, form=form, weight=Outer(_rows(sides, held, start), sides.places))
        start += sides.rows * width
        steps.append(made)
        for c, piece in _pieces(made, sides):
            pieces.setdefault(c, []).append(piece)
    if op.is_framed:
        vector = extra[-1]
        steps = [*in_frame(node, tuple(steps), x, y, read[0], vector, names, weighed)]
    for c, output in enumerate(node.outputs):
        mixed = None
        if c not in pieces:
            continue
        if op.mode == "full":
            mixed = matrix(node, c, tuple(pieces[c]), names, given, start)
            start += sum(p.channels for p in pieces[c]) * output.part.channels
        if c in op.unread:
            continue
        if isinstance(mixed, Weight):
            parameters.append(mixed)
        steps.append(Assemble(tuple(pieces[c]), output.name, output.part, mixed))
    return Stage(node.name, node.text, tuple(parameters), tuple(steps), ())


def _by_width(node: Node, x: Values, y: Values) -> list[tuple[int, _Sides]]:
    op = node.op
    assert isinstance(op, TensorProduct)
    every = gaunt_paths(parts_of(x), parts_of(y), parts_of(node.outputs), op.mode)
    copies = tuple((b, n) for b, value in enumerate(y) for n in range(value.part.channels))
    found = []
    for width in dict.fromkeys(value.part.channels for value in x):
        at = tuple(a for a, value in enumerate(x) if value.part.channels == width)
        own = tuple(path for path in every if path.x in at)
        targets = tuple(sorted({path.z for path in own}))
        if own:
            found.append((width, _Sides(own, at, copies, targets, op.mode == "full")))
    return found


def _multiply(
    node: Node, sides: _Sides, operands: tuple[Values, Values], width: int, names: Names
) -> Multiply:
    """All paths by couplings, without weights."""
    op = node.op
    assert isinstance(op, TensorProduct)
    x, y = operands
    paths = at_poles(sides.paths) if op.is_framed else sides.paths
    copies = [(b, n) for b, value in enumerate(y) for n in range(value.part.channels)]
    blocks = sorted({path.x for path in paths})
    targets = {path.z: path.coupling.sizes[2] for path in paths}
    routes = tuple(
        Route(blocks.index(p.x), copies.index((p.y, p.copy)), sides.z.index(p.z), p.coupling)
        for p in paths
    )
    form = form_of(
        (
            tuple(components(x[a].part) for a in blocks),
            tuple(components(y[b].part) for b, _ in copies),
            tuple(targets[c] for c in sides.z),
        ),
        routes,
        width,
        "none",
        indexed=bool(op.edges),
    )
    left = tuple((x[a].name, x[a].part) for a in blocks)
    right = tuple((value.name, value.part) for value in y)
    target = names.fresh(f"{node.name}_product")
    return Multiply(form, f"{node.name}_product", left, right, target, None, op.edges, op.end)


def _rows(sides: _Sides, held: Coupling | str, start: int) -> Rows:
    """All weights of one number of channels."""
    return Rows(held, start if isinstance(held, str) else 0, sides.rows)


def _apart(sides: _Sides, given: str, start: int, width: int) -> tuple[Weighed, Rows]:
    """Weights of entries: those of x and z, where these are turned, and those of y."""
    counts = (len(sides.x), len(sides.copies), 0 if sides.mixed else len(sides.z))
    starts = accumulate(counts, lambda at, count: at + count * width, initial=start)
    first, second, third = (
        Rows(given, at, count) for at, count in zip(starts, counts, strict=False)
    )
    return (first, third if third.count else None), second


def _pieces(made: Multiply, sides: _Sides) -> list[tuple[int, Piece]]:
    """One block of the form for every output."""
    form: Form = made.form
    firsts = {sides.z.index(p.z): q.z for p, q in zip(sides.paths, form.paths, strict=True)}
    return [(c, Piece(made.target, firsts[i], 1, form.channels)) for i, c in enumerate(sides.z)]
