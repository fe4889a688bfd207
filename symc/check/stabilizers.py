"""`stabilizer(Rot, [0, 0, 1])`: the subgroup that fixes a vector."""

from symc.check.entries import Entries
from symc.errors import groups as errors
from symc.ir import ast
from symc.ir.symmetry import Group
from symc.report import CompileError


def stabilized(
    name: str,
    whole: Group,
    is_nested: bool,
    vector: ast.Vector,
    entries: Entries,
    call: ast.GroupCall,
) -> Group:
    """The stabilizer as a group of its own; raises where there is none."""
    if whole.is_free:
        why = f"{whole.name} has the free size `{whole.size}`, and a vector has so many entries"
        raise CompileError(errors.bad_stabilizer(call.span, why))
    if whole.translations:
        why = f"{whole.text} moves the origin, and a vector is fixed by rotations: use O or SO"
        raise CompileError(errors.bad_stabilizer(call.span, why))
    if is_nested:
        why = (
            f"a vector is fixed in a group by itself, and {whole.name} has others within or around"
        )
        raise CompileError(errors.bad_stabilizer(call.span, why))
    if len(vector.entries) != whole.size:
        why = f"{whole.name} acts on {whole.size} coordinates; the vector has {len(vector.entries)}"
        raise CompileError(errors.bad_stabilizer(vector.span, why))
    from symc.algebra.stabilizers import NoStabilizer, stabilizer

    fixed = tuple(entries.text(entry) for entry in vector.entries)
    try:
        return stabilizer(name, whole, fixed)
    except NoStabilizer as problem:
        raise CompileError(errors.bad_stabilizer(call.span, str(problem))) from None
