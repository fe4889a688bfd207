"""Where arguments lie, as methods: weighted elements of a group, and how clear they are."""

import textwrap

from symc.emit.backends.torch.centred import has_points
from symc.emit.backends.torch.code import Call, Expression, statement
from symc.emit.backends.torch.elements import make_for
from symc.emit.backends.torch.interface import head_lines, passed
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.sheaves import samples_name, seen
from symc.ir.enforcement import Canonical, Enforced, Frame, Sample, Surface
from symc.ir.page import Lines

INDENT = 8


def frame_methods(scope: Scope, surface: Surface) -> list[Lines]:
    """`frame`, where elements come from the arguments, and `frame_gap`, where from their axes."""
    placed = _placed(surface)
    framed = [each for each in placed if isinstance(each.method, Frame)]
    return [
        *([_method("frame", _FRAME, placed, scope, surface)] if placed else ()),
        *([_method("frame_gap", _GAP, framed, scope, surface)] if framed else ()),
    ]


_FRAME = "Matrices of elements, (..., k, d, d), and their weights, (..., k)"
_GAP = "How far apart the principal axes lie, 0 to 1; 0 where they are arbitrary"


def told(surface: Surface) -> list[str]:
    """What the docstring of a class says of these methods and of numbers to change."""
    placed = _placed(surface)
    framed = [each for each in placed if isinstance(each.method, Frame)]
    lines = []
    if placed:
        lines.append("`frame(...)`: how arguments lie, as matrices of elements and their weights.")
    if framed:
        lines.append("`frame_gap(...)`: how far the principal axes are from arbitrary, 0 to 1.")
    for each in framed:
        if make_for(each) != "permutation":
            name = f"{each.group.name.lower()}_guarded"
            lines.append(f"`{name} = False`: no frames where two of them agree, and no branch.")
    for each in surface.enforced:
        if isinstance(each.method, Sample):
            name = samples_name(each, surface)
            lines.append(f"`{name}`: random elements of {each.group.name} in each call.")
    return [part for line in lines for part in textwrap.wrap(line, 80)]


def _placed(surface: Surface) -> list[Enforced]:
    return [each for each in surface.enforced if isinstance(each.method, Frame | Canonical)]


def _method(name: str, title: str, groups: list[Enforced], scope: Scope, surface: Surface) -> Lines:
    """A method that answers for one group, or for several by their names."""
    body = statement("values, batch, _ = ", Call("self._opened", passed(scope)), "", INDENT)
    found: list[tuple[str, Expression]] = []
    for each in groups:
        lines, value = _answer(name, each, scope, surface, len(groups) > 1)
        body += lines
        found.append((each.group.name, value))
    if len(found) == 1:
        body += statement("return ", found[0][1], "", INDENT)
    else:
        title += ", by group"
        body += ["made = {}"]
        for word, value in found:
            body += statement(f'made["{word}"] = ', value, "", INDENT)
        body += ["return made"]
    return (
        *head_lines(name, scope, ""),
        f'    """{title}."""',
        *(f"    {line}" for line in body),
    )


def _answer(
    name: str, each: Enforced, scope: Scope, surface: Surface, several: bool
) -> tuple[list[str], Expression]:
    """Lines before the answer for a group, and the answer."""
    word, make = each.group.name.lower(), make_for(each)
    assert make is not None
    held = has_points(surface.arguments, each.group)
    values = f"{word}_values" if held and several else "values"
    center = f"{word}_center" if several else "center"
    named = center if name == "frame" else "_"
    lines = [f"{named}, {values} = self._{word}_centred(values)"] if held else []
    if name == "frame":
        scope.helper("dense")
        words = (f"self._{word}_sheaves({values})", "batch", *((center,) if held else ()))
        return lines, Call("_as_matrices", words)
    helper = "order_gap" if make == "permutation" else "gap"
    scope.helper(helper)
    tensors, dims = seen(each, surface, make, values)
    return lines, Call(f"_{helper}", (tensors, dims), ".reshape(batch)")
