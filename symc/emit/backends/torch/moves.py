"""How groups move the arguments and results of a model, as lines of `__init__`."""

from symc.algebra import FAMILIES
from symc.algebra.acting import derived, finite_of, of_element
from symc.algebra.closure import is_signed
from symc.algebra.family import Slot, slot_of
from symc.algebra.finite import representation
from symc.algebra.irreps import degree, is_irrep
from symc.algebra.matrices import Square, images_of, negative, of_images, square, transpose
from symc.algebra.numbers import approximate
from symc.algebra.relaxed import planes
from symc.emit.backends.torch.code import Call, Expression, nested, statement, tuple_of
from symc.ir.grades import kind_of
from symc.ir.plan import Scheduled
from symc.ir.symmetry import Axis, Group, Part

INDENT = 8
LABELS = ("", "det", "sign", "trivial", "regular")
"""Axes whose generators are written out."""

LARGEST, LONGEST = 64, 400
"""The longest axis whose generators are written out, as matrices and as images of entries."""


def moves_lines(model: Scheduled) -> list[str]:
    """The attribute that errors are measured by: groups of constant size, and subgroups."""
    out = ["self.moves = {}"]
    parts = [v.part for a in model.model.arguments for v in a.values]
    inner = {v.name: v.part for node in model.model.nodes for v in node.outputs}
    values = {v.name: v.part for a in model.model.arguments for v in a.values} | inner
    results = [values[name] for name in model.model.result.values]
    for group, moving in _moving(model):
        kinds = _kinds(group, (*parts, *inner.values()))
        if kinds is None:
            continue
        arguments = (_dictionary(kinds, moving), _axes(group, parts), _axes(group, results))
        call = Call("_Moves", arguments)
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
    axes = [axis for part in parts for axis in part.axes if axis.group == group]
    found = {kind_of(axis): axis for axis in axes}
    if group.is_free or group.within is not None or any(axis.fibres for axis in axes):
        return None
    given = FAMILIES[group.family].generators(group)
    permuted = not (given.matrices or given.algebra or any(map(is_signed, given.permutations)))
    most = LONGEST if permuted else LARGEST
    known = all(
        isinstance(axis.extent, int)
        and axis.extent <= most
        and (axis.label in LABELS or _is_plane(group, slot_of(axis)))
        for axis in axes
    )
    return found if known and found else None


def _is_plane(group: Group, slot: Slot) -> bool:
    return group.family in ("C", "D") and is_irrep(slot)


def _dictionary(kinds: dict[str, Axis], group: Group) -> Call:
    given = FAMILIES[group.family].generators(group)
    items: list[Expression] = []
    for kind, axis in kinds.items():
        slot = slot_of(axis)
        bare = Slot(slot.label)
        if _is_plane(group, slot):
            turns = tuple_of([nested(rows) for rows in planes(group, degree(slot.label))])
            items.append(tuple_of([f'"{kind}"', tuple_of([turns, "()"])]))
            continue
        finite = [of_element(given, g, bare, slot.dual) for g in finite_of(given)]
        if slot.label == "regular" and not given.matrices:  # elements in the family's own order
            finite = [of_images(images) for images in representation(group, bare)]
        tangent = [derived(square(m), slot.label) for m in given.algebra]
        if slot.dual:
            tangent = [negative(transpose(m)) for m in tangent]
        both = tuple_of([tuple_of([*map(_finite, finite)]), tuple_of([*map(_matrix, tangent)])])
        items.append(tuple_of([f'"{kind}"', both]))
    return tuple_of(items)


def _finite(matrix: Square) -> Expression:
    """The images of entries, or a matrix."""
    images = images_of(matrix)
    return _matrix(matrix) if images is None or any(i < 0 for i in images) else nested(images)


def _matrix(matrix: Square) -> Expression:
    return nested(tuple(tuple(_number(approximate(x)) for x in row) for row in matrix))


def _number(value: complex) -> complex:
    return value if isinstance(value, complex) else int(value) if value == int(value) else value


def _axes(group: Group, parts: list[Part]) -> Call:
    """Where axes of a group stand in each tensor, counted from the end."""
    found = []
    for part in parts:
        end = len(part.axes) + (0 if part.multiplicity is None else 1)
        places = [
            f'({i - end}, "{kind_of(axis)}")'
            for i, axis in enumerate(part.axes)
            if axis.group == group
        ]
        found.append(f"({', '.join(places)}{',' if len(places) == 1 else ''})")
    return tuple_of(found)
