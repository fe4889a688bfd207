"""Groups with translations: arguments seen from the centre of their points, results put back."""

from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.joined import there_at
from symc.emit.backends.torch.scope import Scope
from symc.ir.enforcement import Surface
from symc.ir.page import Lines
from symc.ir.symmetry import Group, Part, Type, groups_of, parts_of

INDENT = 8


def has_points(types: tuple[Type, ...], group: Group) -> bool:
    """Whether some tensor holds points of a group."""
    return any(_places(part, group) for type_ in types for part in parts_of(type_))


def pointed(surface: Surface) -> tuple[Group, ...]:
    """The groups that arguments have points of, each once."""
    groups = dict.fromkeys(group for type_ in surface.arguments for group in groups_of(type_))
    return tuple(group for group in groups if has_points(surface.arguments, group))


def points(types: tuple[Type, ...], group: Group, scope: Scope, made: bool = False) -> Call:
    """The tensors that hold points: which, their axis from the end, and what of them is there.

    They are those of arguments, or of the result where it is `made`.
    """
    found = []
    model = scope.model.model
    names = [value.name for argument in model.arguments for value in argument.values]
    names = list(model.result.values) if made else names
    for i, part in enumerate(part for type_ in types for part in parts_of(type_)):
        end = len(part.axes) + (part.multiplicity is not None)
        for at in _places(part, group):
            seen = _rows(names[i], part, scope) if scope.is_sited else _there(part, scope)
            found.append(tuple_of([str(i), str(at - end), seen]))
    return tuple_of(found)


def _places(part: Part, group: Group) -> list[int]:
    return [i for i, axis in enumerate(part.axes) if axis.is_point and axis.group == group]


def _rows(name: str, part: Part, scope: Scope) -> Call | str:
    """Which rows of a tensor of points or edges are there; all of one of a whole graph: None."""
    at = there_at(name, scope)
    if at is None:
        return "None"
    scope.helper("seen")
    total = 1 + len(part.axes) + (part.multiplicity is not None)
    return Call("_seen", (str(total), tuple_of([f"values[{at}]", "(0,)"])))


def _there(part: Part, scope: Scope) -> Call | str:
    """Which entries of a tensor are there, from masks among the values; all of them: None."""
    count = sum(len(argument.values) for argument in scope.model.model.arguments)
    told = []
    for k, group in enumerate(scope.masked):
        places = [str(i) for i, axis in enumerate(part.axes) if axis.group == group]
        if places:
            told.append(tuple_of([f"values[{count + k}]", tuple_of(places)]))
    if not told:
        return "None"
    scope.helper("seen")
    total = len(part.axes) + (part.multiplicity is not None)
    return Call("_seen", (str(total), *told))


def centred_method(group: Group, scope: Scope) -> Lines:
    """The method that takes the centre off all points of a group."""
    surface = scope.surface
    assert surface is not None
    scope.helper("centred")
    call = Call("_centred", ("values", points(surface.arguments, group, scope)))
    body = statement("return ", call, "", INDENT)
    return (
        f"def _{group.name.lower()}_centred(self, values):",
        f'    """The centre of the points of {group.name}, and all values as seen from there."""',
        *(f"    {line}" for line in body),
    )


def centred_line(group: Group) -> str:
    """The line that calls it and keeps the values."""
    return f"_, values = self._{group.name.lower()}_centred(values)"


def moving_lines(group: Group, surface: Surface, scope: Scope) -> list[str]:
    """Lines that add translations to random rotations, about the centre of the points."""
    scope.helper("moving")
    word = group.name.lower()
    held = points(surface.arguments, group, scope)
    out = [f"center, seen = self._{word}_centred(values)"]
    call = Call("_moving", ("elements", "center", "seen", held))
    return out + statement("elements = ", call, "", INDENT)
