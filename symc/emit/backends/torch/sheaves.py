"""Elements of an enforced group for every item of a batch, and their weights, as lines."""

from typing import TypeAlias

from symc.algebra.elements import Make, sources
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.elements import drawn
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.turning import with_irreps
from symc.ir.enforcement import Canonical, Enforced, Frame, Sample, Surface

INDENT = 8


Made: TypeAlias = tuple[list[str], Expression]
"""Lines, and the sheaves that they lead to."""


def sheaf_lines(each: Enforced, surface: Surface, make: Make, scope: Scope) -> list[str]:
    """The body of the method that makes the elements of a group."""
    lines, sheaves = _made(each, surface, make, scope)
    if make in ("orthogonal", "rotation"):
        sheaves = with_irreps(sheaves, each.group, surface, scope)
    return [*lines, *statement("return ", sheaves, "", INDENT)]


def _made(each: Enforced, surface: Surface, make: Make, scope: Scope) -> Made:
    word = each.group.name.lower()
    match each.method:
        case Frame():
            return _frames(each, surface, make, scope)
        case Sample():
            count = f"self.{samples_name(each, surface)}"
            total = f"{count} * values[0].shape[0]"
            elements = drawn(each.group, make, total, surface.arguments, scope)
            return statement("elements = ", elements, "", INDENT), _evenly(count, "elements", scope)
        case Canonical():
            return _canonical(each, make, scope)
    scope.helper("every")
    every = "_every(tables, values[0].shape[0])"
    evenly = _evenly(f"len(self.{word}_points_there)", every, scope)
    return [f"tables = self._{word}_tables()"], evenly


def _evenly(count: str, elements: str, scope: Scope) -> Call:
    scope.helper("evenly")
    return Call("_evenly", (count, elements, "values[0]"))


def samples_name(each: Enforced, surface: Surface) -> str:
    """The attribute that says how many elements are drawn: of one group of several by its name."""
    drawing = [e for e in surface.enforced if isinstance(e.method, Sample)]
    return "n_samples" if len(drawing) == 1 else f"{each.group.name.lower()}_samples"


def seen(each: Enforced, surface: Surface, make: Make, values: str = "values") -> tuple[Call, Call]:
    """The tensors that frames are made from, and their axes of the group."""
    found = sources(surface.arguments, each.group, make)
    tensors, dims = [], []
    for i, axes in found:
        tensors.append(f"{values}[{i}]")
        dims.append(f"({', '.join(map(str, axes))}{',' if len(axes) == 1 else ''})")
    return tuple_of(tensors), tuple_of(dims)


def _frames(each: Enforced, surface: Surface, make: Make, scope: Scope) -> Made:
    tensors, dims = seen(each, surface, make)
    if make == "permutation":
        scope.helper("sorted")
        return [], Call("_sorted", (tensors, dims))
    scope.helper("frames")
    guarded = f"self.{each.group.name.lower()}_guarded"
    return [], Call("_frames", (tensors, dims, str(make == "rotation"), guarded))


def _canonical(each: Enforced, make: Make, scope: Scope) -> Made:
    word = each.group.name.lower()
    out = statement("told = ", f"self._{word}_told(values)", "", INDENT)
    if make == "table":
        scope.helper("likeliest")
        return out, Call("_likeliest", ("told", f"self._{word}_tables()"))
    if make == "permutation":
        scope.helper("ranked")
        return out, Call("_ranked", ("told",))
    scope.helper("upright")
    return out, Call("_upright", ("told", str(make == "rotation")))
