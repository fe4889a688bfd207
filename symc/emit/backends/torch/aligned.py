"""Products in the frame of a vector, as lines of a `forward` method, with what they need."""

from fractions import Fraction

from symc.algebra.wigner import wigner_3j
from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.multiply import left, rows_of, side_by_side, sorted_edges
from symc.emit.backends.torch.scope import Scope
from symc.ir.form import scaled
from symc.ir.irrep_product import Align, Poles, Turn
from symc.ir.page import Lines
from symc.ir.symmetry import Part

INDENT = 8


def align(step: Align, scope: Scope) -> list[str]:
    """The rotations of a vector to the polar axis."""
    scope.helper("align")
    scope.helper("rotation_table")
    scope.turns.add(step.degree)
    scope.functions.turns.add(step.degree)
    table = f"self.rotations_{step.degree}_table"
    call = Call("_rotations", (_vector(step.source, step.part), table, str(step.degree)))
    return statement(f"{step.target} = ", call, "", INDENT)


def poles(step: Poles, scope: Scope) -> list[str]:
    """The harmonics of the polar axis."""
    scope.helper("align")
    degrees = tuple_of([str(each) for each in step.degrees])
    call = Call("_poles", (_vector(step.source, step.part), degrees))
    return statement(f"{step.target} = ", call, "", INDENT)


def _vector(name: str, part: Part) -> str:
    return name if part.multiplicity is None else f"{name}.squeeze(-1)"


def turn(step: Turn, scope: Scope) -> list[str]:
    """Values to the frames, or back; along edges from points, or to points."""
    name = scope.functions.product(step.form, step.name)
    scope.helper("turned")
    scope.helper("multiply")
    out: list[str] = []
    edges = "(None,) * 6"
    if step.edges:
        way = "_from_edges" if step.form.back else "_to_edges"
        edges = f"{way}({sorted_edges(step.edges, step.end, scope, out)})"
    x = scope.local("x")
    value = side_by_side([left(*each) for each in step.sources], "-2")
    scope.helper("with_room")
    value = value if step.form.back else Call("_with_room", (value,))
    out += statement(f"{x} = ", value, "", INDENT)
    weight = "None" if step.weight is None else rows_of(step.weight, step.form)
    call = Call("_multiply", (f"_{name}", x, step.frames, weight, edges, "None"))
    if step.form.back:
        call = Call("_in_type_of", (call, step.frames))
    return [*out, *statement(f"{step.target} = ", call, "", INDENT)]


def turn_lines(degree: int) -> Lines:
    """How rotations act on each degree from 2 on, by the one below and degree 1: exact entries."""
    rows = []
    for each in range(2, degree + 1):
        coupling = scaled(wigner_3j(each - 1, 1, each), Fraction(2 * each + 1))
        entries = tuple(
            f"({e.i}, {e.j}, {e.k}, {e.square.numerator}, {e.square.denominator})"
            for e in coupling.entries
        )
        rows.append(tuple_of(entries))
    title = f"# Irreps of degree 2 to {degree} in the products of the one below and degree 1."
    return (title, *statement(f"_UPWARD_{degree} = ", tuple_of(rows)))


def turn_table_lines(scope: Scope) -> list[str]:
    """What rotations are as polynomials: no part of the state."""
    out: list[str] = []
    for degree in sorted(scope.turns):
        call = Call("_rotation_table", (f"_UPWARD_{degree}",), ".to(device)")
        out += statement("table = ", call, "", INDENT)
        words = (f'"rotations_{degree}_table"', "table", "persistent=False")
        out += statement("", Call("self.register_buffer", words), "", INDENT)
    return out
