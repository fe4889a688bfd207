"""Inputs that do not transform: how they are fed, left out, and told of."""

from symc.algebra.compact import is_compact
from symc.emit.backends.torch.code import Call, escape, statement, tuple_of
from symc.emit.backends.torch.methods import no_loss, short
from symc.emit.backends.torch.moves import moves_lines
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.breakers import Feed, Offer
from symc.ir.model import Model
from symc.ir.page import Lines
from symc.ir.plan import Scheduled
from symc.ir.symmetry import declared

INDENT = 8


def offer(step: Offer, scope: Scope) -> list[str]:
    """The vectors of one line, for each item of the batch."""
    scope.helper("fed")
    shape = (*(axis.extent for axis in step.part.axes), step.part.channels)
    arguments = (f"self.{step.breakers.name}", str(shape), step.source, str(step.axes))
    words = (str(float(step.drop)), "self.training", "self.is_strict")
    return assign(step.target, Call("_fed", (*arguments, *words)), scope, step.part)


def feeds_of(model: Model) -> tuple[Feed, ...]:
    """What a model is fed, in order."""
    return tuple(node.op for node in model.nodes if isinstance(node.op, Feed))


def names_of(model: Scheduled) -> tuple[str, ...]:
    """The parameters that hold inputs."""
    steps = (step for stage in model.stages for step in stage.steps)
    return tuple(step.breakers.name for step in steps if isinstance(step, Offer))


def init_lines(model: Scheduled, scope: Scope, graded: bool) -> list[str]:
    """Whether inputs are left out is a setting; how groups move values is for measuring."""
    out = ["self.is_strict = False"] if feeds_of(model.model) else []
    if graded or bases(model) == "nn.Module":
        return out
    scope.helper("measured")
    return [*out, "self.graded = {}", *moves_lines(model)]


def bases(model: Scheduled) -> str:
    """What a model extends that is exact but for its inputs."""
    measured = bool(feeds_of(model.model)) and model.model.surface is None
    return "_Measured, nn.Module" if measured else "nn.Module"


def told(feeds: tuple[Feed, ...]) -> list[tuple[str, str]]:
    """Each group that is broken, and how."""
    return list({feed.group.name: feed.text for feed in feeds}.items())


def kept(model: Scheduled, otherwise: str) -> str:
    """How symmetric a model is, for its title."""
    feeds = feeds_of(model.model)
    if not feeds:
        return otherwise
    names = " and ".join(dict.fromkeys(feed.group.name for feed in feeds))
    inner = "" if otherwise == "exactly equivariant" else f"{otherwise}, "
    return f"{inner}{names} broken by inputs; exactly equivariant under strict()"


def assumption(feed: Feed) -> str:
    """What can be said of how far a group is broken."""
    factor = "2" if is_compact(feed.group) else "(1 + |g|)"
    why = f"at most {factor} L |t|, but the Lipschitz constant L in t is not known"
    return f"{feed.group.name}: {why}"


def methods(model: Scheduled, graded: bool, scope: Scope) -> tuple[Lines, ...]:
    """`strict`, and what a model without other levels says of itself; others add to theirs."""
    feeds = feeds_of(model.model)
    if not feeds:
        return ()
    found: list[Lines] = [_STRICT]
    if graded and model.model.surface is None:
        over = _over_certificate(feeds, model, scope)
        found += [over_levels(told(feeds)), over, over_snap(model)]
    elif model.model.surface is None:
        found += [_levels(model.model, feeds), _certificate(feeds, model, scope)]
        found += [snap(model, scope), no_loss(scope)]
    return tuple(found)


_STRICT = (
    "@contextlib.contextmanager",
    "def strict(self):",
    '    """Within it inputs that do not transform are 0, and what they break is exact."""',
    "    before, self.is_strict = self.is_strict, True",
    "    try:",
    "        yield self",
    "    finally:",
    "        self.is_strict = before",
)


def unfed(model: Scheduled, scope: Scope) -> list[str]:
    """The line that finds out whether nothing is fed just now."""
    scope.helper("unfed")
    held = tuple(f"self.{name}" for name in names_of(model))
    return statement("unfed = ", Call("_unfed", ("self.is_strict", *held)), "", INDENT)


def snap(model: Scheduled, scope: Scope) -> Lines:
    """The method that sets all inputs to 0."""
    return (
        "@torch.no_grad()",
        "def snap_(self):",
        '    """Inputs that do not transform become 0; no bound of the change is known: inf."""',
        *(f"    {line}" for line in unfed(model, scope)),
        *(f"    self.{name}.zero_()" for name in names_of(model)),
        '    return 0.0 if unfed else float("inf")',
    )


def _levels(model: Model, feeds: tuple[Feed, ...]) -> Lines:
    broken = {feed.group for feed in feeds}
    kept = [(group.name, "exact") for group in declared(model.groups) if group not in broken]
    body = statement("return ", _mapping([*kept, *told(feeds)]), "", INDENT)
    return short("levels(self)", "How each symmetry is kept.", body)


def over_levels(others: list[tuple[str, str]]) -> Lines:
    """`levels` of a model in which these groups are not left to weights."""
    inner = _mapping(others)
    body = ["found = dict(super().levels())", f"found.update({inner})", "return found"]
    return (
        "def levels(self):",
        '    """How each symmetry is kept: a number for what weights break."""',
        *(f"    {line}" for line in body),
    )


def _certificate(feeds: tuple[Feed, ...], model: Scheduled, scope: Scope) -> Lines:
    notes = tuple_of([f'"{assumption(feed)}"' for feed in dict.fromkeys(feeds)])
    return (
        "def certificate(self):",
        '    """A bound of the violation per unit of input norm."""',
        *(f"    {line}" for line in statement("told = ", notes, "", INDENT)),
        *(f"    {line}" for line in unfed(model, scope)),
        '    bound = 0.0 if unfed else float("inf")',
        '    return {"bound": bound, "layers": {}, "assumptions": told}',
    )


def _over_certificate(feeds: tuple[Feed, ...], model: Scheduled, scope: Scope) -> Lines:
    notes = tuple_of([f'"{assumption(feed)}"' for feed in dict.fromkeys(feeds)])
    return (
        "def certificate(self, *arguments, **options):",
        '    """The bound of what weights break; none while other inputs break a symmetry."""',
        "    found = dict(super().certificate(*arguments, **options))",
        *(f"    {line}" for line in statement("told = ", notes, "", INDENT)),
        '    found["assumptions"] = (*found["assumptions"], *told)',
        *(f"    {line}" for line in unfed(model, scope)),
        "    if not unfed:",
        '        found["bound"] = float("inf")',
        "    return found",
    )


def over_snap(model: Scheduled) -> Lines:
    """`snap_` of a model with weights that break symmetries, and inputs that do."""
    return (
        "@torch.no_grad()",
        "def snap_(self):",
        '    """The nearest model that is exact, without the inputs that do not transform."""',
        "    moved = super().snap_()",
        *(f"    self.{name}.zero_()" for name in names_of(model)),
        "    return moved",
    )


def _mapping(pairs: list[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{name}": "{escape(text)}"' for name, text in pairs) + "}"
