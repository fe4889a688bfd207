"""How groups move the arguments and results of a model, as lines of `__init__`."""

from collections.abc import Sequence

from symc.algebra import FAMILIES
from symc.algebra.closure import is_signed
from symc.algebra.irreps import looks_like_irrep
from symc.emit.backends.torch.code import Call, Expression, nested, statement, tuple_of
from symc.emit.backends.torch.moving import Rows, generators_on
from symc.ir.grades import kind_of
from symc.ir.graphs import Edges
from symc.ir.plan import Scheduled
from symc.ir.symmetry import Axis, Group, Part, tensors_of

INDENT = 8
LABELS = ("", "point", "det", "sign", "trivial", "regular")
"""Axes whose generators are written out."""

LARGEST, LONGEST = 64, 400
"""The longest axis whose generators are written out, as matrices and as images of entries."""


def moves_lines(model: Scheduled) -> list[str]:
    """The attribute that errors are measured by: groups of constant size, and subgroups."""
    out = ["self.moves = {}"]
    leaves: list[Part | None] = []
    for a in model.model.takes:
        leaves += [None] if isinstance(a, Edges) else tensors_of(a.type)
    parts = [part for part in leaves if part is not None]
    graphed = {edges.graph.group for edges in model.model.graphs}
    results = list(tensors_of(model.model.result.type))
    inner = [v.part for node in model.model.nodes for v in node.outputs]
    inner += [v.part for a in model.model.arguments for v in a.values]
    for group, moving in _moving(model):
        kinds = _kinds(group, (*parts, *results, *inner))
        if kinds is None or group in graphed:
            continue
        arguments = (_dictionary(kinds, group, moving), _axes(group, leaves), _axes(group, results))
        has_algebra = any(generators_on(each, group, moving)[1] for each in kinds.values())
        call = Call("_LieMoves" if has_algebra else "_Moves", arguments)
        out += statement(f'self.moves["{moving.name}"] = ', call, "", INDENT)
    return out


def _moving(model: Scheduled) -> tuple[tuple[Group, Group], ...]:
    """Every group that moves axes, by itself and by the subgroups that levels are of or end at."""
    pairs = [(group, group) for group in model.model.groups]
    pairs += [
        (each.group, group)
        for node in model.model.nodes
        for each in node.levels
        for level in each.levels
        for group in (level.group, level.toward)
        if each.group in model.model.groups and group is not None
    ]
    return tuple(dict.fromkeys(pairs))


def _kinds(group: Group, parts: tuple[Part, ...]) -> dict[str, Axis] | None:
    """The kinds of axes of a group that there are; None where one is not written out."""
    axes = [axis for part in parts for axis in part.axes if _is_moved(axis, group)]
    if group.is_free or group.within is not None or any(axis.fibres for axis in axes):
        return None
    given = FAMILIES[group.family].generators(group)
    permuted = not (given.matrices or given.algebra or any(map(is_signed, given.permutations)))
    found = {_word(axis): axis for axis in axes}
    most = LONGEST if permuted else LARGEST
    known = all(_is_known(group, axis, most) for axis in found.values())
    return found if known and found else None


def _is_moved(axis: Axis, group: Group) -> bool:
    return axis.group == group or any(b.axis and b.axis.group == group for b in axis.blocks)


def _is_known(group: Group, axis: Axis, most: int) -> bool:
    """Whether the generators on an axis are written out: on every block of a flat one."""
    if not isinstance(axis.extent, int) or axis.extent > most:
        return False
    if axis.blocks:
        inner = [b.axis for b in axis.blocks if b.axis and b.axis.group == group]
        return all(_is_known(group, each, most) for each in inner)
    irreps = group.family in ("O", "SO", "C", "D") and looks_like_irrep(axis.label)
    return axis.label in LABELS or irreps


def _word(axis: Axis) -> str:
    """How an axis is moved, as a word."""
    return axis.written or str(axis) if axis.blocks else kind_of(axis)


def _dictionary(kinds: dict[str, Axis], whole: Group, group: Group) -> Call:
    items: list[Expression] = []
    for kind, axis in kinds.items():
        finite, tangent = generators_on(axis, whole, group)
        both = tuple_of([tuple_of([*map(_finite, finite)]), tuple_of([*map(_matrix, tangent)])])
        items.append(tuple_of([f'"{kind}"', both]))
    return tuple_of(items)


def _finite(matrix: Rows) -> Expression:
    """The images of entries, or a matrix."""
    rows = tuple(tuple(map(_number, row)) for row in matrix)
    if any(x not in (0, 1) for row in rows for x in row):
        return _matrix(matrix)
    images = tuple(column.index(1) for column in zip(*rows, strict=True) if sum(column) == 1)
    return nested(images) if len(set(images)) == len(rows) else _matrix(matrix)


def _matrix(matrix: Rows) -> Expression:
    return nested(tuple(tuple(map(_number, row)) for row in matrix))


def _number(value: complex) -> complex:
    return value if isinstance(value, complex) else int(value) if value == int(value) else value


def _axes(group: Group, parts: Sequence[Part | None]) -> Call:
    """Where axes of a group stand in each tensor, counted from the end; None are edges."""
    found = []
    for part in parts:
        if part is None:
            found.append("()")
            continue
        end = len(part.axes) + (0 if part.multiplicity is None else 1)
        places = [
            f'({i - end}, "{_word(axis)}")'
            for i, axis in enumerate(part.axes)
            if _is_moved(axis, group)
        ]
        found.append(f"({', '.join(places)}{',' if len(places) == 1 else ''})")
    return tuple_of(found)
