"""Products of irreps as steps: one form for each number of channels, then the outputs."""

from dataclasses import replace
from fractions import Fraction

from symc.algebra.irrep_paths import components, irrep_paths
from symc.ir.form import Form
from symc.ir.irrep_product import Assemble, IrrepPath, Multiply, Piece, Radial, TensorProduct
from symc.ir.model import Node, Value
from symc.ir.parameters import Coupling, Parameter, Weight
from symc.ir.plan import Stage, Step
from symc.ir.symmetry import Part
from symc.schedule.factored import FACTORED, factored_product
from symc.schedule.forms import Route, form_of
from symc.schedule.gaunt import gaunt_product
from symc.schedule.in_frame import at_poles, in_frame, poles_of
from symc.schedule.names import Names
from symc.schedule.outputs import matrix, parts_of
from symc.schedule.radial import radial_of

Values = tuple[Value, ...]
Given = str | Radial | None
"""The value that has the weights of entries, or what makes them."""


def irrep_product(node: Node, inputs: Values, names: Names) -> Stage:
    """The stage of a tensor product."""
    op = node.op
    assert isinstance(op, TensorProduct)
    if op.algorithm == "gaunt" and op.way != "grid":
        return gaunt_product(node, inputs, names)
    if op.algorithm in FACTORED:
        return factored_product(node, inputs, names)
    x, rest = inputs[: op.split], inputs[op.split :]
    y, extra = rest[: op.others], rest[op.others :]
    given: Given = extra[0].name if op.weights == "entry" else None
    own: tuple[Parameter, ...] = ()
    if op.giver is not None:
        hidden = extra[:-1] if op.algorithm == "so2" else extra
        given, own = radial_of(op.giver, hidden, names)
    every = irrep_paths(parts_of(x), parts_of(y), parts_of(node.outputs), op.mode)
    paths = tuple(path for p, path in enumerate(every) if p not in op.dead)
    if op.algorithm == "cg":
        parameters, steps = _steps(node, x, y, paths, given, names)
    else:
        poles = poles_of(node, y, names)
        parameters, steps = _steps(node, x, (poles,), at_poles(paths), given, names)
        steps = in_frame(node, steps, x, y, poles, extra[-1], names)
    return Stage(node.name, node.text, (*own, *parameters), steps, ())


def _steps(
    node: Node,
    x: Values,
    y: Values,
    paths: tuple[IrrepPath, ...],
    given: Given,
    names: Names,
) -> tuple[tuple[Parameter, ...], tuple[Step, ...]]:
    """One form for each number of channels, then the outputs; weights are called after those of the
    node."""
    op = node.op
    assert isinstance(op, TensorProduct)
    pieces: dict[int, list[Piece]] = {}
    steps: list[Step] = []
    parameters: list[Parameter] = []
    start = 0
    for width in dict.fromkeys(value.part.channels for value in x):
        own = tuple(path for path in paths if x[path.x].part.channels == width)
        if not own:
            continue
        made = _multiply(node, own, x, y, width, names, given, start)
        start += len(own) * width
        steps.append(made)
        if isinstance(made.weight, Coupling):
            parameters.append(made.weight)
        for c, piece in _pieces(node, made, own):
            pieces.setdefault(c, []).append(piece)
    at = 0
    for c, output in enumerate(node.outputs):
        weight = None
        if c not in pieces:
            continue
        if op.mode == "full":
            assert not isinstance(given, Radial)
            weight = matrix(node, c, tuple(pieces[c]), names, given, at)
            at += sum(p.rows * p.channels for p in pieces[c]) * output.part.channels
        if c in op.unread:
            continue
        if isinstance(weight, Weight):
            parameters.append(weight)
        steps.append(Assemble(tuple(pieces[c]), output.name, output.part, weight))
    return tuple(parameters), tuple(steps)


def _multiply(
    node: Node,
    paths: tuple[IrrepPath, ...],
    x: Values,
    y: Values,
    width: int,
    names: Names,
    given: Given,
    start: int,
) -> Multiply:
    op = node.op
    assert isinstance(op, TensorProduct)
    blocks = sorted({path.x for path in paths})
    heard = sorted({path.y for path in paths})
    copies = [(b, copy) for b in heard for copy in range(y[b].part.channels)]
    outputs = _blocks_of(node, paths)
    routes = tuple(
        Route(blocks.index(p.x), copies.index((p.y, p.copy)), c, p.coupling)
        for p, c in zip(paths, outputs, strict=True)
    )
    lengths = dict(zip(outputs, (p.coupling.sizes[2] for p in paths), strict=True))
    form = form_of(
        (
            tuple(_length(x[a].part, paths, 0, a) for a in blocks),
            tuple(_length(y[b].part, paths, 1, b) for b, _ in copies),
            tuple(lengths[c] for c in sorted(lengths)),
        ),
        routes,
        width,
        "none" if op.mode == "full" else op.weights,
        indexed=bool(op.edges),
    )
    if isinstance(given, Radial):
        numbers = 1 + sum(part.channels for _, part in given.hidden)
        form = replace(form, hidden=numbers, precision=op.precision)
    return Multiply(
        form,
        f"{node.name}_product",
        tuple((x[a].name, x[a].part) for a in blocks),
        tuple((y[b].name, y[b].part) for b in heard),
        names.fresh(f"{node.name}_product"),
        _numbers(node, form, names, given, start),
        op.edges,
        op.end,
    )


def _length(part: Part, paths: tuple[IrrepPath, ...], side: int, block: int) -> int:
    """The components of a block: of its irrep, if a path says which axis that is."""
    for path in paths:
        if (path.x, path.y)[side] == block:
            return path.coupling.sizes[side]
    return components(part)


def _numbers(
    node: Node, form: Form, names: Names, given: Given, start: int
) -> Coupling | tuple[str | Radial, int] | None:
    """One weight for each path and channel."""
    if form.weights == "entry":
        assert given is not None
        return given, start
    if form.weights == "none":
        return None
    name = names.weight(f"{node.name}_weight")
    return Coupling(name, len(form.paths), 1, form.channels, Fraction(1))


def _blocks_of(node: Node, paths: tuple[IrrepPath, ...]) -> list[int]:
    """The block of the form that each path writes: that of the output, or one of its own."""
    op = node.op
    assert isinstance(op, TensorProduct)
    if op.mode == "full":
        return list(range(len(paths)))
    order = sorted({path.z for path in paths})
    return [order.index(path.z) for path in paths]


def _pieces(node: Node, made: Multiply, paths: tuple[IrrepPath, ...]) -> list[tuple[int, Piece]]:
    """What the outputs take of a form: in full mode the blocks of all paths to them, in a row."""
    op = node.op
    assert isinstance(op, TensorProduct)
    out: list[tuple[int, Piece]] = []
    for c in sorted({path.z for path in paths}):
        own = [p for p, path in zip(made.form.paths, paths, strict=True) if path.z == c]
        first = min(path.z for path in own)
        rows = len(own) if op.mode == "full" else 1
        out.append((c, Piece(made.target, first, rows, made.form.channels)))
    return out
