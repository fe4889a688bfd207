"""What a certificate is put together from: one line for each operation of a model."""

from math import prod, sqrt

from symc.emit.backends.torch.certified_products import product_row
from symc.emit.backends.torch.code import WIDTH, Call, Expression, nested, statement, tuple_of
from symc.emit.backends.torch.level_bases import need_bounds
from symc.emit.backends.torch.relaxed import relaxed_row
from symc.emit.backends.torch.scope import Scope
from symc.ir.grades import Couplings, kind_of
from symc.ir.graphs import Spread
from symc.ir.irrep_product import TensorProduct
from symc.ir.levels import Bound
from symc.ir.model import (
    Bilinear,
    Combine,
    Dropout,
    Gate,
    Harmonics,
    LayerNorm,
    Linear,
    Node,
    NormAct,
    Pointwise,
    Pool,
)
from symc.ir.plan import Normalize, Scheduled, Stage
from symc.ir.relaxed import Relax
from symc.ir.spatial import Cross, Dot, Length
from symc.ir.submodels import Submodel
from symc.ir.symmetry import Group, Part

INDENT = 8

LIPSCHITZ = {
    "relu": 1.0,
    "abs": 1.0,
    "tanh": 1.0,
    "sin": 1.0,
    "cos": 1.0,
    "softplus": 1.0,
    "sigmoid": 0.25,
    "silu": 1.1,
    "gelu": 1.13,
    "conj": 1.0,
    "real": 1.0,
    "imag": 1.0,
}
"""Bounds on the derivatives."""

AT_ZERO = {"sigmoid": 0.5, "softplus": 0.6932, "cos": 1.0}


def certified_lines(scope: Scope) -> list[str]:
    """The attribute that `certificate` reads: arguments and results first, then every operation."""
    model, source = scope.model, scope.model.model
    values = {v.name: v.part for a in source.arguments for v in a.values}
    values |= {v.name: v.part for node in source.nodes for v in node.outputs}
    given = tuple(v.name for a in source.arguments for v in a.values)
    head: list[Expression] = ['"model"', _texts(source.result.values), _texts(given), _notes(model)]
    rows: list[Expression] = [tuple_of(head)]
    stages = {stage.name: stage for stage in model.stages}
    for node in source.nodes:
        if isinstance(node.op, Relax):
            rows.append(relaxed_row(node, stages[node.name], model))
            continue
        rows.append(tuple_of(_row(node, values, stages[node.name], scope)))
    shapes = shapes_of(scope)
    out = statement("self.certified = ", tuple_of(rows), "", INDENT)
    kinds = {str(row.arguments[0]).strip('"') for row in rows[1:] if isinstance(row, Call)}
    need_bounds(kinds, scope, shapes is not None)
    return [*out, *_mapping(shapes)] if "affine" in scope.support else out


def shapes_of(scope: Scope) -> dict[str, tuple[int, ...]] | None:
    """The axes and channels of every value; None unless all layers see them as they are."""
    model, source = scope.model, scope.model.model
    values = {v.name: v.part for a in source.arguments for v in a.values}
    values |= {v.name: v.part for node in source.nodes for v in node.outputs}
    if scope.is_complex:
        return None
    for layer in (stage.layer for stage in model.stages if stage.layer):
        for name, moved in zip((*layer.inputs, *layer.outputs), layer.moved, strict=True):
            if [(kind_of(a), a.extent) for a in values[name].axes if a.group] != list(moved):
                return None
    found = {}
    for name, part in values.items():
        lengths = [a.extent for a in part.axes if isinstance(a.extent, int) and a.group]
        if len(lengths) < len(part.axes):
            return None
        found[name] = (*lengths, part.channels)
    return found


def _gate_axes(value: Part, gate: Part) -> tuple[int, ...]:
    """The lengths of a value's axes that its gate has; 1 for the others."""
    left, found = list(gate.axes), []
    for axis in value.axes:
        is_kept = bool(left) and left[0] == axis
        found.append(axis.extent if is_kept and isinstance(axis.extent, int) else 1)
        left = left[1:] if is_kept else left
    return tuple(found)


def _mapping(shapes: dict[str, tuple[int, ...]] | None) -> list[str]:
    """The shapes as a display, on one line if that is not too long."""
    pairs = [f'"{name}": {shape}' for name, shape in (shapes or {}).items()]
    line = f"self.shapes = {{{', '.join(pairs)}}}"
    if len(line) + INDENT <= WIDTH:
        return [line]
    return ["self.shapes = {", *(f"    {pair}," for pair in pairs), "}"]


def _notes(model: Scheduled) -> Expression:
    notes = ["exact arithmetic; weights as they are now"]
    if any(group.is_free for group in model.model.groups):
        notes.append("norms over axes of free size are root mean squares; any number of points")
    reaches = dict.fromkeys(
        f"{level.group.name} up to {level.mode.reach[0]} {float(level.mode.reach[1]):g}"
        for stage in model.stages
        for level in (stage.layer.levels if stage.layer else ())
        if isinstance(level.mode, Bound) and level.mode.reach is not None
    )
    return _texts((*notes, *reaches))


def _numbers(part: Part) -> int:
    """How many numbers a value has; along axes of free size norms are root mean squares."""
    known = [axis.extent for axis in part.axes if isinstance(axis.extent, int)]
    return prod(known) * part.channels


def _row(node: Node, values: dict[str, Part], stage: Stage, scope: Scope) -> list[Expression]:
    """The kind of an operation, its values, and what bounds it."""
    ends: list[Expression] = [
        tuple_of([f'"{name}"' for name in names])
        for names in (node.inputs, tuple(v.name for v in node.outputs))
    ]
    part, couplings = node.outputs[0].part, stage.couplings
    match node.op:
        case Linear():
            return ['"linear"', *ends, f'"{node.name}"']
        case Bilinear(split, mode) if couplings is not None and mode == "channelwise":
            apart = _apart(node, scope)
            return ['"bilinear"', *ends, str(split), *_couplings(couplings, node), apart]
        case Bilinear():
            return ['"product"', *ends, _apart(node, scope)]
        case TensorProduct() if (row := product_row(node, values, stage)) is not None:
            return ['"coupled"', *ends, *row]
        case Harmonics():
            size = sqrt(sum(_numbers(value.part) for value in node.outputs))
            return ['"harmonics"', *ends, repr(size)]
        case Gate():
            return ['"gate"', *ends, str(_gate_axes(part, values[node.inputs[1]]))]
        case Pointwise("square"):
            return ['"square"', *ends]
        case Pointwise(function) if function in LIPSCHITZ:
            return ['"each"', *ends, *_pointwise(function, part)]
        case NormAct(function) if function in LIPSCHITZ and function not in AT_ZERO:
            return ['"each"', *ends, repr(LIPSCHITZ[function]), "0.0", "None"]
        case Dropout() | Length():
            return ['"each"', *ends, "1.0", "0.0", "None"]
        case Dot() | Cross():  # at most the product of the lengths
            return ['"coupled"', *ends, "1", "1", "1.0", "0.0", "()", "()", "False"]
        case Combine(coefficients):
            return ['"add"', *ends, str(tuple(map(float, coefficients)))]
        case LayerNorm() if _normalizing(stage) is not None:
            return ['"normalized"', *ends, *_normalized(stage)]
        case Spread(Group() as group):
            norm = sqrt(group.size) if isinstance(group.size, int) else 1.0
            return ['"each"', *ends, repr(norm), "0.0", "None"]
        case Pool(how, group) if how == "mean" or isinstance(group.size, int):
            count = group.size if isinstance(group.size, int) else 1
            axes = sum(axis.group == group for axis in values[node.inputs[0]].axes)
            norm = sqrt(count) ** axes if how == "sum" else 1.0
            return ['"each"', *ends, repr(norm), "0.0", "None"]
    word = node.op.name if isinstance(node.op, Submodel) else type(node.op).__name__.lower()
    return ['"bounded"', *ends, f'"no bound is known of {word}"']


def _apart(node: Node, scope: Scope) -> Expression:
    """The method of a bilinear layer, what it takes and what it makes; None without one."""
    known = scope.products.get(node.name)
    method = f'"_{node.name}_product"'
    return "None" if known is None else tuple_of([method, *map(_texts, known)])


def _normalizing(stage: Stage) -> Normalize | None:
    return next((step for step in stage.steps if isinstance(step, Normalize)), None)


def _normalized(stage: Stage) -> list[Expression]:
    """The norm of what is normalized, that of the constant 1, and the names of scale and shift."""
    step = _normalizing(stage)
    assert step is not None
    shift = "None" if step.shift is None else f'"{step.shift.name}"'
    entries = _entries(step.part)
    places = sqrt(entries / step.part.channels)
    return [repr(sqrt(entries)), repr(places), f'"{step.scale.name}"', shift]


def _pointwise(function: str, part: Part) -> list[Expression]:
    """A bound on its derivative, the norm of its values at 0, and its name."""
    return [repr(LIPSCHITZ[function]), repr(_start(function, part)), f'"{function}"']


def _start(function: str, part: Part) -> float:
    """The norm of the function's values at 0."""
    return AT_ZERO.get(function, 0.0) * sqrt(_entries(part))


def _entries(part: Part) -> int:
    total = part.channels
    for axis in part.axes:
        total *= axis.extent if isinstance(axis.extent, int) else 1
    return total


def _couplings(couplings: Couplings, node: Node) -> list[Expression]:
    sides: list[Expression] = [
        nested((side.weight, side.reached, side.widths)) for side in couplings.sides
    ]
    coupled: list[Expression] = []
    for each in couplings.coupled:
        slots = tuple((i, j, round(norm, 6)) for i, j, norm in each.slots)
        tops = tuple(round(norm, 6) for norm in each.tops)
        channels = node.outputs[each.target].part.channels
        items = (each.weight, each.target, slots, tops, each.kept, channels)
        coupled.append(nested(items))
    return [tuple_of(sides), tuple_of(coupled)]


def _texts(names: tuple[str, ...]) -> Expression:
    return tuple_of([f'"{name}"' for name in names])
