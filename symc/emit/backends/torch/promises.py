"""What a model with enforced symmetries says of itself: `levels()`, `certificate()` and so on."""

from symc.emit.backends.torch.breakers import assumption, feeds_of, snap, told, unfed
from symc.emit.backends.torch.centred import has_points
from symc.emit.backends.torch.code import escape, statement, tuple_of
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
from symc.ir.page import Lines
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


def promises(scope: Scope, surface: Surface) -> list[Lines]:
    """`levels`, `certificate`, `snap_` and, where nothing is learned to keep, a loss of 0."""
    feeds = feeds_of(scope.model.model)
    snapping = snap(scope.model, scope) if feeds else _SNAP
    found = [_levels(scope, surface), _certificate(surface, scope), snapping]
    if not any(isinstance(e.method, Penalty) for e in surface.enforced):
        scope.helper("nought")
        found.append(_NO_LOSS)
    return found


_SNAP = (
    "def snap_(self):",
    '    """Nothing to project: no weight breaks a symmetry. Returns the change, 0."""',
    "    return 0.0",
)
_NO_LOSS = (
    'def regularization_loss(self, rule="gradient"):',
    '    """Nothing is to be pulled to a symmetry: 0."""',
    "    return _nought(self)",
)


def _levels(scope: Scope, surface: Surface) -> Lines:
    kept = [(group.name, "exact") for group in declared(scope.model.model.groups)]
    kept += [(each.group.name, each.text) for each in surface.enforced]
    kept = list({**dict(kept), **dict(told(feeds_of(scope.model.model)))}.items())
    pairs = ", ".join(f'"{name}": "{escape(text)}"' for name, text in kept)
    body = statement("return ", f"{{{pairs}}}", "", INDENT)
    return _method("levels", "How each symmetry is kept.", body)


def _certificate(surface: Surface, scope: Scope) -> Lines:
    feeds = feeds_of(scope.model.model)
    bound = "0.0" if all(map(is_exact, surface.enforced)) else 'float("inf")'
    if feeds and bound == "0.0":
        bound = '0.0 if unfed else float("inf")'
    notes = [_assumption(each) for each in surface.enforced]
    held = [each for each in surface.enforced if not isinstance(each.method, Penalty | Unbound)]
    notes += [
        f"{each.group.name}: translations exactly, by the centre of the points"
        for each in held
        if has_points(surface.arguments, each.group)
    ]
    said = tuple_of([f'"{note}"' for note in (*notes, *map(assumption, feeds))])
    body = [
        *(unfed(scope.model, scope) if feeds else ()),
        *statement("told = ", said, "", INDENT),
        *statement("return ", f'{{"bound": {bound}, "layers": {{}}, "assumptions": told}}'),
    ]
    return _method("certificate", "A bound of the violation per unit of input norm.", body)


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


def _method(name: str, title: str, body: list[str]) -> Lines:
    return (f"def {name}(self):", f'    """{title}"""', *(f"    {line}" for line in body))
