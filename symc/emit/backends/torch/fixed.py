"""Codes on plain axes and matrices along them, as lines of a `forward` method."""

from symc.emit.backends.torch.code import Binary, statement
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.plain_steps import Project, Shift

INDENT = 8


def shift(step: Shift, scope: Scope) -> list[str]:
    """A value plus its code, which is spread over all axes that a group moves."""
    lengths = [axis.extent if axis.group is None else 1 for axis in step.part.axes]
    shape = [str(n) if isinstance(n, int) else "1" for n in lengths]
    shape += [] if step.part.multiplicity is None else [str(step.part.multiplicity)]
    code = f"self.{step.code.name}.view({', '.join(shape)})"
    return assign(step.target, Binary((step.source, code), "+"), scope, step.part)


def project(step: Project) -> list[str]:
    """The entries before the channels taken to others."""
    (rows,) = step.weight.rows
    entries = f"{step.source}.unflatten(-1, ({rows}, {step.channels}))"
    weight = f"self.{step.weight.name}.T"
    out = statement(f"{step.target} = ", Binary((weight, entries), "@"), "", INDENT)
    return [*out, *statement(f"{step.target} = ", f"{step.target}.flatten(-2, -1)", "", INDENT)]
