"""How a module makes elements of a group, and which axes of its tensors they move."""

from symc.algebra.elements import Make, algebra_of, flips_of, make_of, steps
from symc.algebra.family import CHARACTERS
from symc.emit.backends.torch.code import WIDTH, Call, Expression, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.enforcement import (
    Average,
    Canonical,
    Enforced,
    Frame,
    Penalty,
    Sample,
    Surface,
    Unbound,
)
from symc.ir.symmetry import Axis, Group, Part, Type, parts_of

INDENT = 8


def make_for(enforced: Enforced) -> Make | None:
    """How the elements of an enforced group come about; None where none are wanted."""
    match enforced.method:
        case Frame():
            return make_of(enforced.group, "frame")
        case Average():
            return make_of(enforced.group, "average")
        case Canonical():
            return make_of(enforced.group, "canonical")
        case Sample():
            return make_of(enforced.group, "sample")
        case Penalty():
            return make_of(enforced.group, "penalty")
        case Unbound():
            return None


def moves(
    types: tuple[Type, ...], group: Group, make: Make, more: int = 0, *, centred: bool = True
) -> Call:
    """The axes of every tensor that a group moves, counted from the end, and their kinds.

    Points that are seen from their centre move as vectors do.
    """
    parts = [part for type_ in types for part in parts_of(type_)]
    return tuple_of([*(_moves(part, group, make, centred) for part in parts), *["()"] * more])


def _moves(part: Part, group: Group, make: Make, centred: bool) -> str:
    end = len(part.axes) + (part.multiplicity is not None)
    found = [
        f'({i - end}, "{"" if centred and axis.is_point else kind(axis, make)}")'
        for i, axis in enumerate(part.axes)
        if axis.group == group and kind(axis, make) != "trivial"
    ]
    return f"({', '.join(found)}{',' if len(found) == 1 else ''})"


def kind(axis: Axis, make: Make) -> str:
    """How elements move an axis: by its label, duals where they are not the same."""
    if axis.is_point:
        return "point"
    if axis.label in CHARACTERS:
        return CHARACTERS[axis.label]
    own = axis.dual and not axis.label and axis.group is not None
    if own and axis.group is not None and _has_duals(axis.group, make):
        return "*"
    return axis.label


def _has_duals(group: Group, make: Make) -> bool:
    if make == "flow":
        return True
    return make == "table" and any(isinstance(step[0], tuple) for step in steps(group, ""))


def kinds(types: tuple[Type, ...], group: Group, make: Make) -> tuple[str, ...]:
    """The kinds of axes that a group moves; the first is that of its defining representation."""
    axes = [axis for type_ in types for part in parts_of(type_) for axis in part.axes]
    own = [kind(a, make) for a in axes if a.group == group and a.label != "trivial"]
    return tuple(dict.fromkeys(["", *own]))


def kinds_of(each: Enforced, surface: Surface, make: Make) -> tuple[str, ...]:
    """The kinds of axes that the elements of an enforced group have to move."""
    found = kinds((*surface.arguments, surface.result), each.group, make)
    more = make == "table" and isinstance(each.method, Canonical)
    return tuple(dict.fromkeys((*found, "regular"))) if more else found


def table_name(group: Group, kind_: str) -> str:
    """The buffer of all elements, as they move one kind of axis."""
    word = {"": "points", "*": "duals"}.get(kind_, kind_)
    return f"{group.name.lower()}_{word}"


def table_lines(group: Group, wanted: tuple[str, ...], scope: Scope) -> list[str]:
    """Lines of `__init__` that list all elements of a finite group: no part of the state."""
    scope.helper("listed")
    plain = [each for each in wanted if each != "*"]
    arguments = [tuple_of([rows(step) for step in steps(group, each)]) for each in plain]
    out = [f"# the elements of {group.name}, there and back"]
    names = tuple_of([f'"{table_name(group, each)}"' for each in plain])
    out += statement("tables = ", Call("_listed", ("kind", *arguments)), "", INDENT)
    *opened, last = statement(
        "for name, (there, back) in ", Call("zip", (names, "tables")), "", INDENT + 1
    )
    out += [*opened, f"{last}:"]
    for way in ("there", "back"):
        out.append(f'    self.register_buffer(f"{{name}}_{way}", {way}, persistent=False)')
    return out


def rows(step: tuple[object, ...]) -> Expression:
    """Numbers, or rows of them, as a tuple display."""
    return tuple_of([rows(each) if isinstance(each, tuple) else str(each) for each in step])


def tables(group: Group, wanted: tuple[str, ...]) -> list[str]:
    """Lines that return all elements, kind by kind, there and back."""
    found: list[tuple[str, Call]] = []
    for each in wanted:
        name = table_name(group, "" if each == "*" else each)
        ways = [f"self.{name}_there", f"self.{name}_back"]
        if each == "*":
            ways = [f"{way}.mT" for way in reversed(ways)]
        found.append((f'"{each}": ', tuple_of(ways)))
    line = f"return {{{', '.join(f'{key}{ways}' for key, ways in found)}}}"
    if len(line) + INDENT <= WIDTH:
        return [line]
    inner: list[str] = []
    for key, both in found:
        *rest, last = statement(key, both, "", INDENT + 5)
        inner += [*rest, f"{last},"]
    return ["return {", *(f"    {each}" for each in inner), "}"]


def drawn(
    group: Group, make: Make, count: str, arguments: tuple[Type, ...], scope: Scope
) -> Expression:
    """Random elements, so many of them, of the type of the first value."""
    match make:
        case "table":
            scope.helper("chosen")
            return Call("_chosen", (f"self._{group.name.lower()}_tables()", count))
        case "permutation":
            scope.helper("shuffled")
            return Call("_shuffled", (count, "values[0]", points(group, arguments)))
        case "flow":
            scope.helper("flow")
            algebra = tuple_of([rows(each) for each in algebra_of(group)])
            flips = flips_of(group)
            more = (tuple_of([rows(each) for each in flips]),) if flips else ()
            return Call("_flow", (count, "values[0]", algebra, *more))
    scope.helper("orthogonal")
    return Call("_orthogonal", (count, "values[0]", str(group.size), str(make == "rotation")))


def points(group: Group, arguments: tuple[Type, ...]) -> str:
    """The number of points of a group, read from an argument where it is free."""
    parts = [part for type_ in arguments for part in parts_of(type_)]
    for i, part in enumerate(parts):
        end = len(part.axes) + (part.multiplicity is not None)
        for at, axis in enumerate(part.axes):
            if group.is_free and axis.group == group and axis.extent == group.size:
                return f"values[{i}].shape[{at - end}]"
    return str(group.size)
