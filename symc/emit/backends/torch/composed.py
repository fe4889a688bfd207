"""What a model that holds others says of itself: what they say of themselves is in it."""

from collections.abc import Mapping

from symc.algebra.elements import algebra_of
from symc.emit.backends.torch.breakers import feeds_of
from symc.emit.backends.torch.code import statement
from symc.emit.backends.torch.graded import layers_of
from symc.emit.backends.torch.interface import head_lines
from symc.emit.backends.torch.methods import no_loss, short
from symc.emit.backends.torch.promises import status
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.submodules import called, submodules
from symc.ir.enforcement import Canonical, Penalty
from symc.ir.model import Model
from symc.ir.page import Lines
from symc.ir.plan import Scheduled
from symc.ir.symmetry import declared

INDENT = 8
PROMISES = ("levels", "certificate", "regularization_loss", "snap_")
ASKED = {
    "canonicalization_loss": "How far what models within are given lies from the identity.",
    "identity_metric": "How near the elements of models within are to the identity.",
    "equivariance_loss": "The mean square of f(g x) - g f(x) of models within.",
    "lie_loss": "The mean square of the Lie derivative of models within.",
}
"""What can be asked of a model with arguments."""

Known = Mapping[str, Scheduled]


def offered(model: Model, known: Known) -> tuple[str, ...]:
    """What else a model can be asked, or put into: itself, or models within."""
    found: list[str] = ["strict"] if feeds_of(model) else []
    for each in model.enforced:
        if isinstance(each.method, Canonical):
            found += ["canonicalization_loss", "identity_metric"]
        if isinstance(each.method, Penalty):
            found += ["equivariance_loss", *(["lie_loss"] if algebra_of(each.group) else [])]
    for name in called(model):
        found += offered(known[name].model, known)
    return tuple(dict.fromkeys(found))


def composed(own: tuple[Lines, ...], model: Scheduled, scope: Scope) -> tuple[Lines, ...]:
    """The methods of a model, with those that ask the models within."""
    if not submodules(model):
        return own
    named = {_name(lines): lines for lines in own}
    wanted = (*PROMISES, *offered(model.model, scope.known))
    inherited = bool(layers_of(model))
    made = [_alone(n, model, inherited, scope) for n in wanted if n not in named]
    return tuple(_wrapped(lines, wanted, scope) for lines in (*own, *made))


def _name(lines: Lines) -> str:
    """The name of a method."""
    opening = next(line for line in lines if line.startswith("def "))
    return opening.removeprefix("def ").partition("(")[0]


def _wrapped(lines: Lines, wanted: tuple[str, ...], scope: Scope) -> Lines:
    """A method that asks the models within as well."""
    name = _name(lines)
    if name not in wanted:
        return lines
    helper = "and_asked" if name in ASKED else f"and_{name.removesuffix('_')}"
    return (f"@_{scope.helper(helper)}", *lines)


def _alone(name: str, model: Scheduled, inherited: bool, scope: Scope) -> Lines:
    """What a model says of itself that has nothing to say but that it is exact."""
    if name in ASKED:
        opening = head_lines(name, scope, " -> Tensor")
        return (*opening, f'    """{ASKED[name]}"""', "    return None")
    if name == "strict":
        title = '"""Within it inputs of models within that do not transform are 0."""'
        return ("@contextlib.contextmanager", "def strict(self):", f"    {title}", "    yield self")
    if inherited:
        call = f"    return super().{name}(*arguments, **options)"
        title = f'    """`{name}` of this model and of those within."""'
        return (f"def {name}(self, *arguments, **options):", title, call)
    match name:
        case "levels":
            kept = ", ".join(f'"{g.name}": "exact"' for g in declared(model.model.groups))
            lines = statement("return ", f"{{{kept}}}", "", INDENT)
            return short("levels(self)", "How each symmetry is kept.", lines)
        case "certificate":
            value = 'return {"bound": 0.0, "layers": {}, "assumptions": ()}'
            title = "A bound of the violation per unit of input norm."
            return short("certificate(self)", title, [value])
        case "snap_":
            title = "No weight of its own breaks a symmetry. Returns the change, 0."
            return short("snap_(self)", title, ["return 0.0"])
    return no_loss(scope, "What pulls the models within to a symmetry.")


def statuses(model: Scheduled, known: Known) -> tuple[str, ...]:
    """How symmetric the models within are, where that is not exactly."""
    found = []
    for name in called(model.model):
        inner = known[name]
        assert inner.model.surface is not None
        told = status(inner.model.surface)
        if told != "exactly equivariant":
            found.append(f"{name} {told}")
        found += statuses(inner, known)
    return tuple(dict.fromkeys(found))


def enforced_within(model: Scheduled, known: Known) -> tuple[str, ...]:
    """The symmetries that are enforced around models within."""
    found: list[str] = []
    for name in called(model.model):
        surface = known[name].model.surface
        assert surface is not None
        found += [f"{e.group.name} {e.text} in {name}" for e in surface.enforced]
        found += enforced_within(known[name], known)
    return tuple(dict.fromkeys(found))
