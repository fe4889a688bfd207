"""The matrix product of a level, as lines of a `forward` method."""

from symc.emit.backends.torch.code import Binary, Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.frames import permuted
from symc.emit.backends.torch.scope import Scope
from symc.ir.plan import Mix, Row
from symc.ir.waist import is_identity

INDENT = 8


def rows_of(rows: tuple[Row, ...], out: list[str], scope: Scope) -> str:
    """The name of the rows side by side, which may take a line of its own."""
    if len(rows) == 1:
        return rows[0].piece
    name = scope.local("rows")
    cat = Call("torch.cat", (tuple_of([row.piece for row in rows]), "-1"))
    out += statement(f"{name} = ", cat, "", INDENT)
    return name


def held(value: Expression, wanted: str, out: list[str], scope: Scope) -> str:
    """A name for a value, which takes a line of its own unless it is a name."""
    if isinstance(value, str) and "(" not in value:
        return value
    name = scope.local(wanted)
    out += statement(f"{name} = ", value, "", INDENT)
    return name


def mix(step: Mix, scope: Scope) -> list[str]:
    """One matrix product for a whole level, cut into its columns."""
    out: list[str] = []
    bias = "" if step.bias is None else held(scope.bias(step.bias), "bias", out, scope)
    if step.weight is None:
        call = Call(f"_{scope.helper('alike')}", (bias, step.like, str(step.like_axes)))
        return _columns(step, call, out, scope)
    rows = rows_of(step.rows, out, scope)
    if step.cycle > 1:
        own = step.weight
        head = (rows, f"self.{own.name}", str(step.cycle), str(own.rows), str(own.columns))
        call = Call(f"_{scope.helper('convolve')}", head)
        if not bias:
            return _columns(step, call, out, scope)
        name = held(call, "mixed", out, scope)
        return _columns(step, Binary((name, bias), "+"), out, scope)
    weight = held(scope.weight(step.weight), "weight", out, scope)
    if step.entries > 1:
        name = scope.local("parted")
        parted = f"{rows}.unflatten(-1, ({step.entries}, {sum(step.weight.rows)}))"
        out += statement(f"{name} = ", parted, "", INDENT)
        out += statement(f"{name} = ", Binary((name, weight), "@"), "", INDENT)
        return _columns(step, f"{name}.flatten(-2)", out, scope)
    if not bias:
        return _columns(step, Binary((rows, weight), "@"), out, scope)
    if step.weight.ties:
        made = Call("nn.functional.linear", (rows, f"{weight}.T", bias))
        return _columns(step, made, out, scope)
    return _columns(step, Binary((f"{rows} @ {weight}", bias), "+"), out, scope)


def _columns(step: Mix, mixed: Expression, out: list[str], scope: Scope) -> list[str]:
    plain = all(is_identity(order) for column in step.columns for order in column.orders)
    if len(step.columns) == 1 and plain:
        return [*out, *statement(f"{step.columns[0].target} = ", mixed, "", INDENT)]
    name = scope.local("mixed")
    out += statement(f"{name} = ", mixed, "", INDENT)
    widths = [column.channels for column in step.columns for _ in column.orders]
    split = f"{name}.split({tuple(widths)}, -1)"
    if len(set(widths)) == 1:
        split = f"{name}.chunk({len(widths)}, -1)"
    if len(split) > 60:
        cut = Call(f"{name}.split", (tuple_of([str(width) for width in widths]), "-1"))
        out += statement(f"{name} = ", cut, "", INDENT)
        split = name
    if plain:
        return [*out, *returned("", [c.target for c in step.columns], f" = {split}", INDENT)]
    if split != name:
        out += statement(f"{name} = ", split, "", INDENT)
    at = 0
    for column in step.columns:
        terms = [permuted(f"{name}[{at + i}]", o, scope) for i, o in enumerate(column.orders)]
        at += len(terms)
        out += statement(f"{column.target} = ", Binary(tuple(terms), "+"), "", INDENT)
    return out
