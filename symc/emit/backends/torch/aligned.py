"""Products in the frame of a vector, as lines of a `forward` method, with what they need."""

from fractions import Fraction

from symc.algebra.wigner import wigner_3j
from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.forms import path_expression
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.form import Path, scaled
from symc.ir.irrep_product import Align, Turn
from symc.ir.page import Lines

INDENT = 8


def align(step: Align, scope: Scope) -> list[str]:
    """The frames of a vector, and the harmonics of the polar axis."""
    scope.helper("align")
    source = step.source if step.part.multiplicity is None else f"{step.source}.squeeze(-1)"
    table = "None"
    if step.degree > 1:
        scope.turns.add(step.degree)
        scope.functions.turns.add(step.degree)
        table = f"self.turns_{step.degree}_table"
    out = statement(
        f"{step.frames} = ", Call("_edge_frames", (source, table, str(step.degree))), "", INDENT
    )
    degrees = tuple_of([str(each) for each in step.degrees])
    return [*out, *statement(f"{step.poles} = ", Call("_poles", (source, degrees)), "", INDENT)]


def turn(step: Turn, scope: Scope) -> list[str]:
    """A value to the frames, or back."""
    frames = f"{step.frames}[{step.degree - 1}]{'.mT' if step.back else ''}"
    if step.part.multiplicity is not None:
        return assign(step.target, f"{frames} @ {step.source}", scope, step.part)
    return assign(
        step.target, f"({frames} @ {step.source}.unsqueeze(-1)).squeeze(-1)", scope, step.part
    )


def turn_lines(degree: int) -> Lines:
    """How rotations act on each degree from 2 on, by the one below and degree 1: exact entries."""
    paths = tuple(
        path_expression(
            Path(0, 0, 0, scaled(wigner_3j(each - 1, 1, each), Fraction(2 * each + 1))), each - 2
        )
        for each in range(2, degree + 1)
    )
    title = f"# Irreps of degree 2 to {degree} in the products of the one below and degree 1."
    return (title, *statement(f"_TURNS_{degree} = ", tuple_of(paths)))


def turn_table_lines(scope: Scope) -> list[str]:
    """The same as matrices: no part of the state."""
    out: list[str] = []
    for degree in sorted(scope.turns):
        runs = tuple_of([str(2 * each - 1) for each in range(2, degree + 1)])
        call = Call("_path_table", (f"_TURNS_{degree}", str(runs), "3"), ".to(device)")
        out += statement("table = ", call, "", INDENT)
        words = (f'"turns_{degree}_table"', "table", "persistent=False")
        out += statement("", Call("self.register_buffer", words), "", INDENT)
    return out
