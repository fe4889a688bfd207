"""Flat axes at the ends of `forward`: cut into their blocks, and put together from them.

A flat axis holds its blocks in a row, each copy by copy; inside, a block is a tensor of its own
with its copies among the channels, which stand last.
"""

from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.symmetry import Axis, Part

INDENT = 8


def cut(source: str, part: Part, names: list[str], scope: Scope) -> list[str]:
    """Lines that cut a tensor with flat axes into the blocks with these names."""
    scope.helper("flat_blocks")
    opened = f"{source}.unsqueeze(-1)" if part.multiplicity is None else source
    call = Call("_flat_blocks", (opened, _axes(part, scope)))
    targets = ", ".join(names) if len(names) > 1 else f"({names[0]},)"
    if len(targets) + len(" = _flat_blocks(") + INDENT <= 88:
        return statement(f"{targets} = ", call, "", INDENT)
    blocks = scope.local("blocks")
    lines = statement(f"{blocks} = ", call, "", INDENT)
    return [*lines, "(", *(f"    {name}," for name in names), f") = {blocks}"]


def joined(part: Part, names: list[str], scope: Scope) -> Expression:
    """The tensor with flat axes that these blocks make up."""
    scope.helper("flat_axes")
    blocks: list[Expression] = list(names)
    tail = ".squeeze(-1)" if part.multiplicity is None else ""
    return Call("_flat_axes", (tuple_of(blocks), _axes(part, scope)), tail)


def _axes(part: Part, scope: Scope) -> Expression:
    """Every flat axis: its place, counted from the end, and copies and length of each block."""
    end = len(part.axes) + 1
    flat: list[Expression] = [
        Call("", (str(i - end), _blocks(axis, scope)))
        for i, axis in enumerate(part.axes)
        if axis.blocks
    ]
    return tuple_of(flat)


def _blocks(axis: Axis, scope: Scope) -> Expression:
    """Copies and lengths of every block, of products those of the factors; copies of numbers."""
    out: list[Expression] = []
    for block in axis.blocks:
        factors = () if block.axis is None else block.axis.factors or (block.axis,)
        out.append(tuple_of([str(block.copies), *(scope.size(f.extent) for f in factors)]))
    return tuple_of(out)
