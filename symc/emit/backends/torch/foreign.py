"""Modules of the user's: made by `__init__`, called on tensors with one batch axis."""

from symc.emit.backends.torch.code import Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.plan import Foreign, Scheduled
from symc.ir.symmetry import Part

INDENT = 8


def foreign(step: Foreign, scope: Scope) -> list[str]:
    """A call, with its shapes checked."""
    scope.helper("foreign")
    rest = iter(step.sources)
    arguments: list[Expression] = []
    for count in step.groups:
        own = [next(rest) for _ in range(count)]
        arguments.append(own[0] if count == 1 else tuple_of(own))
    shapes = tuple_of([_shape(part, scope) for part in step.parts])
    axes = str(len(step.like.axes) + (step.like.multiplicity is not None))
    head = (f'"{step.name}"', f"self.{step.module}", axes, tuple_of(arguments), shapes)
    call = Call("_foreign", head)
    if len(step.targets) == 1:
        call = Call(call.head, call.arguments, "[0]")
        return assign(step.targets[0], call, scope, step.parts[0])
    whole = scope.local("made")
    return [
        *statement(f"{whole} = ", call, "", INDENT),
        *returned("", step.targets, f" = {whole}", INDENT),
    ]


def _shape(part: Part, scope: Scope) -> Expression:
    sizes = [scope.size(axis.extent) for axis in part.axes]
    return tuple_of([*sizes, *([] if part.multiplicity is None else [str(part.multiplicity)])])


def calls(model: Scheduled) -> tuple[Foreign, ...]:
    """Every call of a module of the user's."""
    steps = (step for stage in model.stages for step in stage.steps)
    return tuple(step for step in steps if isinstance(step, Foreign))


def foreign_lines(model: Scheduled, scope: Scope) -> list[str]:
    """Lines of `__init__`: each call has a module of its own, unless one is given."""
    out: list[str] = []
    for step in calls(model):
        scope.helper("extern")
        arguments = (f'"{step.name}"', f'"{step.path}"', step.name, "device", "dtype")
        out += statement(f"self.{step.module} = ", Call("_extern", arguments), "", INDENT)
    return out
