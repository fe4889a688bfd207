"""Lines of tensors that go through a layer beside their pieces."""

from symc.emit.backends.torch.carry import Enter, Leave
from symc.emit.backends.torch.code import Call, returned, statement
from symc.emit.backends.torch.geometry import averaged
from symc.emit.backends.torch.mixes import INDENT
from symc.emit.backends.torch.scope import Scope


def enter(step: Enter, scope: Scope) -> list[str]:
    """The contraction, which also gives what is held."""
    program = step.contract.program
    name = scope.functions.passage(program, step.expand.program)
    counts = tuple(scope.count(group) for group in averaged(program))
    arguments = (step.contract.source, f"self.{step.weight.name}", _order(step), *counts)
    call = Call(f"_enter_{name}", arguments)
    targets = (step.held, *step.contract.targets)
    left = ", ".join(targets)
    if len(left) + len(str(call)) + 3 + INDENT <= 88:
        return [f"{left} = {call}"]
    made = scope.local("pieces")
    kept = statement(f"{made} = ", call, "", INDENT)
    return [*kept, *returned("", targets, f" = {made}", INDENT)]


def leave(step: Leave, scope: Scope) -> list[str]:
    """The expansion of what was held and of all pieces."""
    enter, expand = step.enter, step.enter.expand
    name = scope.functions.passage(enter.contract.program, expand.program)
    arguments = (
        enter.held,
        enter.contract.source,
        f"self.{enter.weight.name}",
        scope.frame_sizes(expand.program.frame),
        str((None,) * len(averaged(expand.program))),
        _order(enter),
        *expand.pieces,
    )
    return statement(f"{expand.target} = ", Call(f"_leave_{name}", arguments), "", INDENT)


def _order(step: Enter) -> str:
    return str(tuple(range(len(step.contract.program.frame.axes))))
