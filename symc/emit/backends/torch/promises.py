"""What a model with enforced symmetries says of itself: `levels()`, `certificate()` and so on."""

from symc.emit.backends.torch.breakers import (
    assumption,
    feeds_of,
    over_levels,
    over_snap,
    snap,
    told,
    unfed,
)
from symc.emit.backends.torch.centred import has_points, pointed
from symc.emit.backends.torch.code import Call, escape, statement, tuple_of
from symc.emit.backends.torch.graded import kept, layers_of
from symc.emit.backends.torch.methods import no_loss, short
from symc.emit.backends.torch.scope import Scope
from symc.ir.breakers import Feed
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
from symc.ir.page import Lines
from symc.ir.plan import Scheduled
from symc.ir.symmetry import declared

INDENT = 8


def is_exact(each: Enforced) -> bool:
    """Whether what goes around the network makes the symmetry exact."""
    return isinstance(each.method, Frame | Average | Canonical)


def status(surface: Surface) -> str:
    """How symmetric a model is: for its docstring."""
    if all(map(is_exact, surface.enforced)):
        return "exactly equivariant"
    if all(is_exact(e) or isinstance(e.method, Sample) for e in surface.enforced):
        return "equivariant in expectation"
    lost = [e.group.name for e in surface.enforced if isinstance(e.method, Penalty | Unbound)]
    return f"not equivariant under {' and '.join(lost)}"


def described(model: Scheduled) -> str:
    """How symmetric a model is by its weights, and by what goes around it."""
    surface = model.model.surface
    if surface is None or not layers_of(model):
        return kept(model) if surface is None else status(surface)
    around = status(surface)
    return kept(model) + ("" if around == "exactly equivariant" else f", {around}")


def promises(scope: Scope, surface: Surface) -> list[Lines]:
    """`levels`, `certificate`, `snap_` and, where nothing is learned to keep, a loss of 0."""
    feeds = feeds_of(scope.model.model)
    if layers_of(scope.model):
        found = [over_levels(_enforced(scope, surface)), _over_certificate(surface, scope)]
        return [*found, over_snap(scope.model)] if feeds else found
    snapping = snap(scope.model, scope) if feeds else _SNAP
    found = [_levels(scope, surface), _certificate(surface, scope), snapping]
    if not any(isinstance(e.method, Penalty) for e in surface.enforced):
        found.append(no_loss(scope))
    return found


_SNAP = (
    "def snap_(self):",
    '    """Nothing to project: no weight breaks a symmetry. Returns the change, 0."""',
    "    return 0.0",
)


def _enforced(scope: Scope, surface: Surface) -> list[tuple[str, str]]:
    """What goes around the network, and what it is fed."""
    around = [(each.group.name, each.text) for each in surface.enforced]
    return [*around, *told(feeds_of(scope.model.model))]


def _levels(scope: Scope, surface: Surface) -> Lines:
    exact = [(group.name, "exact") for group in declared(scope.model.model.groups)]
    held = dict([*exact, *_enforced(scope, surface)])
    pairs = ", ".join(f'"{name}": "{escape(text)}"' for name, text in held.items())
    body = statement("return ", f"{{{pairs}}}", "", INDENT)
    return short("levels(self)", "How each symmetry is kept.", body)


def _certificate(surface: Surface, scope: Scope) -> Lines:
    feeds = feeds_of(scope.model.model)
    bound = "0.0" if all(map(is_exact, surface.enforced)) else 'float("inf")'
    if feeds and bound == "0.0":
        bound = '0.0 if unfed else float("inf")'
    body = [
        *(unfed(scope.model, scope) if feeds else ()),
        *statement("told = ", _told(surface, feeds), "", INDENT),
        *statement("return ", f'{{"bound": {bound}, "layers": {{}}, "assumptions": told}}'),
    ]
    return short("certificate(self)", "A bound of the violation per unit of input norm.", body)


def _over_certificate(surface: Surface, scope: Scope) -> Lines:
    """The bound of a network whose weights break a symmetry, where what is around keeps it.

    Means over elements that keep lengths, with weights that add up to 1, are no further from their
    symmetries than the network. Points seen from their centre may lie twice as far out.
    """
    feeds, groups = feeds_of(scope.model.model), pointed(surface)
    held = all(map(is_exact, surface.enforced)) and not groups
    notes = [f"{group.name}: no bound, as points are seen from their centre" for group in groups]
    open_ = "not change" if not held else "not unfed and not change"
    loose = [f"if {open_}:", '    found["bound"] = float("inf")'] if feeds or not held else []
    body = [
        "found = dict(super().certificate(group, radius, change))",
        *statement("told = ", _told(surface, feeds, notes), "", INDENT),
        'found["assumptions"] = (*found["assumptions"], *told)',
        *(unfed(scope.model, scope) if feeds and held else ()),
        *loose,
        "return found",
    ]
    head = "def certificate(self, group=None, radius=1.0, change=False):"
    title = '"""The bound of what weights break, per unit of input norm or up to a radius."""'
    return (head, f"    {title}", *(f"    {line}" for line in body))


def _told(surface: Surface, feeds: tuple[Feed, ...], more: list[str] | None = None) -> Call:
    """What a bound rests on, and why there is none."""
    notes = [_assumption(each) for each in surface.enforced]
    held = [each for each in surface.enforced if not isinstance(each.method, Penalty | Unbound)]
    notes += [
        f"{each.group.name}: translations exactly, by the centre of the points"
        for each in held
        if has_points(surface.arguments, each.group)
    ]
    return tuple_of([f'"{note}"' for note in (*notes, *map(assumption, feeds), *(more or []))])


def _assumption(each: Enforced) -> str:
    """What a bound rests on, or why there is none."""
    name = each.group.name
    match each.method:
        case Average():
            return f"{name}: the mean over all elements is exact"
        case Frame() if each.group.family == "S":
            return f"{name}: exact where results have one axis of points"
        case Frame():
            return f"{name}: exact; arguments on a line count as on it, degenerate ones as 0"
        case Canonical():
            return f"{name}: exact where the canonical place is unique"
        case Sample():
            return f"{name}: exact in expectation only, no bound holds for one call"
        case Penalty():
            return f"{name}: a loss pulls to it, no bound holds"
        case Unbound():
            return f"{name}: free, no bound holds"
