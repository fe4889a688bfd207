"""Products as methods of their own, where a certificate has to know them as they are."""

import builtins

from symc.emit.backends.torch.certified import shapes_of
from symc.emit.backends.torch.code import Call, returned, statement
from symc.emit.backends.torch.derive import Chunk, chunk, method_head
from symc.emit.backends.torch.scope import Scope
from symc.ir.model import Bilinear, Node
from symc.ir.page import Lines

INDENT = 8
GLOBALS = frozenset({"self", "torch", "nn", "math", *dir(builtins)})


def apart(given: Chunk, scope: Scope) -> Chunk:
    """The chunk of a bilinear layer as one call, its lines in a method; any other as it is."""
    node = next((each for each in scope.model.model.nodes if each.name == given.name), None)
    if node is None or not isinstance(node.op, Bilinear) or shapes_of(scope) is None:
        return given
    inputs = tuple(dict.fromkeys(node.inputs))
    read = {name for name in given.reads if not name.startswith("_")}
    read -= GLOBALS - set(inputs)
    made = tuple(v.name for v in node.outputs if v.name in given.writes)
    if not made or not read <= set(inputs):
        return given
    taken = tuple(name for name in inputs if name in read)
    scope.methods.append(_method(node, taken, made, given))
    bare = tuple(name for name in taken if name in _without_channels(scope))
    scope.products[node.name] = (taken, made, bare)
    call = Call(f"self._{node.name}_product", taken)
    if len(made) == 1:
        return chunk(given.name, statement(f"({made[0]},) = ", call, "", INDENT))
    return chunk(given.name, returned("", made, f" = {call}", INDENT))


def _without_channels(scope: Scope) -> set[str]:
    """The values that have no axis of channels."""
    source = scope.model.model
    values = [v for a in source.arguments for v in a.values]
    values += [v for node in source.nodes for v in node.outputs]
    return {value.name for value in values if value.part.multiplicity is None}


def _method(node: Node, taken: tuple[str, ...], made: tuple[str, ...], given: Chunk) -> Lines:
    body = [*given.lines, *returned("return ", made, "", INDENT)]
    return (
        *method_head(f"_{node.name}_product", ("self", *taken)),
        f'    """All products of {node.name}."""',
        *(f"    {line}" for line in body),
    )
