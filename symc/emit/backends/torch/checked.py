"""Checks of values at run time, in modules that are compiled with `--checked`."""

from symc.emit.backends.torch.code import Call, statement
from symc.emit.backends.torch.derive import names_of
from symc.emit.backends.torch.scope import Scope, rotated_dims
from symc.ir.graphs import Edges
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Harmonics, LayerNorm, Model, Node, NormAct, Value
from symc.ir.spatial import Direction

INDENT = 8


def finite(value: str, name: str, scope: Scope) -> list[str]:
    """A value with none but finite entries, under the name that users know."""
    if not scope.checked:
        return []
    scope.helper("checked")
    return statement(f"{value} = ", Call("_finite", (f'"{name}"', value)), "", INDENT)


def ranged(value: str, limit: str, scope: Scope, rising: bool = False) -> list[str]:
    """Numbers of points or graphs, all below a limit."""
    if not scope.checked:
        return []
    scope.helper("checked")
    arguments = (f'"{value}"', value, limit, *(("True",) if rising else ()))
    return statement(f"{value} = ", Call("_ranged", arguments), "", INDENT)


def guarded(name: str, lines: list[str], scope: Scope) -> list[str]:
    """The lines of one operation between the checks of what it reads and what it writes."""
    node = next((each for each in scope.model.model.nodes if each.name == name), None)
    if not scope.checked or node is None or not lines:
        return lines
    read, written = names_of(lines)
    before = _before(node, scope) if node.inputs and _read_first(node) in read else []
    after = [finite(v.name, v.name, scope) for v in node.outputs if v.name in written]
    return [*before, *lines, *(line for each in after for line in each)]


def directed(model: Model) -> frozenset[str]:
    """The graphs along whose edges directions are taken."""
    found = {_source(node, model).each for node in model.nodes if _takes_direction(node)}
    return frozenset(found) & {edges.graph.name for edges in model.graphs}


def _before(node: Node, scope: Scope) -> list[str]:
    model = scope.model.model
    source = _source(node, model)
    dims = str(_turned_dims(node, source))
    out: list[str] = []
    if dims != "()" and isinstance(node.op, Direction | LayerNorm | NormAct):
        scope.helper("checked")
        call = Call("_finite_squares", (f'"{source.name}"', source.name, dims))
        out += statement(f"{source.name} = ", call, "", INDENT)
    if _takes_direction(node) and (edges := _edges(source, model)) is not None:
        scope.helper("checked")
        ends = (f"{edges.name}_order", f'"{edges.name}"')
        call = Call("_directed", (f'"{source.name}"', source.name, dims, *ends))
        out += statement(f"{source.name} = ", call, "", INDENT)
    return out


def _turned_dims(node: Node, source: Value) -> tuple[int, ...]:
    if isinstance(node.op, Harmonics):
        bare = source.part.multiplicity is None
        return (node.op.axis - len(source.part.axes) - (0 if bare else 1),)
    return rotated_dims(source.part)


def _takes_direction(node: Node) -> bool:
    framed = isinstance(node.op, TensorProduct) and node.op.is_framed
    return framed or isinstance(node.op, Direction | Harmonics)


def _read_first(node: Node) -> str:
    """What is checked before a node: its first input, or the vector in whose frame it is made."""
    return node.inputs[-1 if isinstance(node.op, TensorProduct) and node.op.is_framed else 0]


def _source(node: Node, model: Model) -> Value:
    return next(value for value in model.values if value.name == _read_first(node))


def _edges(value: Value, model: Model) -> Edges | None:
    return next((e for e in model.graphs if e.graph.name == value.each), None)
