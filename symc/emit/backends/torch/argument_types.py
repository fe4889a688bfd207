"""Arguments of `forward` have the type of the weights, or as precise a complex one."""

from collections.abc import Sequence

from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.submodels import Submodule

INDENT = 8


def type_lines(values: Sequence[tuple[str, str]], scope: Scope) -> list[str]:
    """A check of tensors, by their names in the code and to the user."""
    if not values:
        return []
    check = scope.helper("check_complex_types" if scope.is_complex else "check_types")
    labels = tuple_of([f'"{label}"' for _, label in values])
    call = Call(f"_{check}", (holder(scope), labels, *(value for value, _ in values)))
    return statement("", call, "", INDENT)


def holder(scope: Scope) -> str:
    """The module whose weights are compared: this one, or the first model within."""
    stages = scope.model.stages
    steps = (step for stage in stages for step in stage.steps)
    held = next((step for step in steps if isinstance(step, Submodule)), None)
    if held is None or any(stage.parameters for stage in stages):
        return "self"
    return f"self.{held.module}"


def complex_lines(names: list[str], scope: Scope) -> list[str]:
    """Real numbers as complex ones, in complex models."""
    if not scope.is_complex:
        return []
    helper = scope.helper("as_complex")
    return [line for n in names for line in statement(f"{n} = ", f"_{helper}({n})", "", INDENT)]
