"""Labels of irreps and flat axes as written, to axes as meant."""

from symc.algebra import irreps
from symc.errors import irreps as errors
from symc.errors.vanishing import called
from symc.ir import ast
from symc.ir.symmetry import Axis, Group
from symc.report import CompileError, Span


def irrep_axis(group: Group, label: str, span: Span) -> Axis:
    """The axis of an irrep; raises where the group has none of this label."""
    if not irreps.names_irrep(group, label):
        wanted, help_ = _wanted(group, label)
        raise CompileError(errors.not_irrep(span, label, called(group), wanted, help_))
    kind, is_long = irreps.kind_of(group), len(label) > 9
    most = 2 * irreps.LARGEST if kind == "spins" else irreps.LARGEST
    most = 10**9 if kind == "planes" else most
    if is_long or irreps.degree(label) > most:
        raise CompileError(errors.degree_too_large(span, label, most))
    return Axis(irreps.length(group, label), group, irreps.own_label(group, label))


def flat_axis(group: Group, written: tuple[ast.Block, ...]) -> Axis:
    """One axis of blocks of irreps in a row; raises where one is none."""
    for block in written:
        irrep_axis(group, block.label, block.span)
        if block.copies < 1:
            raise CompileError(errors.no_copies(block.span, block.label))
    return irreps.flat(group, tuple((block.copies, block.label) for block in written))


def _wanted(group: Group, label: str) -> tuple[str, str]:
    """What labels a group has, and one that might have been meant."""
    name, number = called(group), "".join(c for c in label if c.isdigit())[:2].lstrip("0") or "0"
    match irreps.kind_of(group), group.family:
        case "rotations", "O":
            text = f"irreps of {name} are a degree with a parity: `0e`, `0o`, `1e`, `1o`, ..."
            return text, f"`{number}e`, or `{number}o` where -1 changes the sign"
        case "rotations", _:
            return (
                f"irreps of {name} are degrees, without parity: `0`, `1`, `2`, ...",
                f"`{number}`",
            )
        case "spins", _:
            return f"irreps of {name} are `0`, `1`, `2`, ...; `k` has size k + 1", f"`{number}`"
        case "planes", _:
            number = "1" if number == "0" else number
            text = f"irreps of {name} are `1`, `2`, ...: the plane that turns so many times as fast"
            return text, f"`{number}`"
    return "irreps have labels in O(3), SO(3), SU(2), SO(2), O(2), C(n) and D(n)", ""
