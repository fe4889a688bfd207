"""Arguments and results of models of graphs: points and edges in front, edges sorted."""

from symc.emit.backends.torch.argument_types import type_lines
from symc.emit.backends.torch.checked import directed, finite, ranged
from symc.emit.backends.torch.code import Call, Expression, returned, statement
from symc.emit.backends.torch.scope import Scope
from symc.ir.graphs import Edges, each_of, site_place
from symc.ir.model import Model
from symc.ir.submodels import Submodel
from symc.ir.symmetry import Group, Part, tensors_of

INDENT = 8
_ENDS = ("source", "target", "order")
BATCH = ("batch: Tensor | None = None", "graphs: int | None = None")

Given = tuple[str, str, Part]
"""A tensor of an argument: its name in the code and to the user, and its type as declared."""


def edges_line(edges: Edges) -> str:
    """The argument that is a graph."""
    return f'{edges.name}: "Tensor | SortedEdges"'


def graph_names(model: Model) -> set[str]:
    """Names that the code of a model of graphs needs."""
    ends = ("source", "target", "order", "batch")
    names = {f"{edges.name}_{end}" for edges in model.graphs for end in ends}
    names |= {edges.name for edges in model.graphs}
    return names | ({"batch", "graphs"} if names or any(v.each for v in model.values) else set())


def carrier(scope: Scope) -> Group:
    """The group of the points of a model."""
    model = scope.model.model
    for edges in model.graphs:
        return edges.graph.group
    (name,) = {value.each for value in model.values if value.each}
    return next(group for group in model.groups if group.name == name)


def read_sited(scope: Scope, values: list[Given]) -> list[str]:
    """Lines that check every argument, read sizes, sort edges and put points and edges in front."""
    model = scope.model.model
    sizes = scope.local("sizes")
    out = [f"{sizes}: dict[str, int] = {{}}"]
    scope.helper("check")
    points = carrier(scope).name
    for value, name, part in values:
        if each_of(part) == points:
            out += _check(value, name, part, sizes, "()")
            out += finite(value, name, scope)
    size = scope.size(carrier(scope).size)
    out += statement(f"{size} = ", f'{sizes}["{carrier(scope).size}"]', "", INDENT)
    scope.helper("graphs")
    out += statement("graphs = ", Call("_graphs", ("batch", "graphs", size)), "", INDENT)
    out += ranged("batch", "graphs", scope, rising=True)
    for edges in model.graphs:
        out += ranged(edges.name, size, scope)
        out += _edges(edges, sizes, size, scope)
    for value, name, part in values:
        if each_of(part) != points:
            known = "()" if each_of(part) else "() if graphs is None else (graphs,)"
            out += _check(value, name, part, sizes, known)
            out += finite(value, name, scope)
    out += type_lines([(value, name) for value, name, _ in values], scope)
    for extent in dict.fromkeys(a.extent for _, _, part in values for a in part.axes):
        if isinstance(extent, str) and scope.size(extent) != size and extent not in _graphs(model):
            out += statement(f"{scope.size(extent)} = ", f'{sizes}["{extent}"]', "", INDENT)
    for value, _, part in values:
        out += _in_front(value, part, scope)
    return out


def _graphs(model: Model) -> dict[str, Edges]:
    return {edges.graph.name: edges for edges in model.graphs}


def _check(value: str, name: str, part: Part, sizes: str, batch: str) -> list[str]:
    axes = [str(a.extent) if isinstance(a.extent, int) else f'"{a.extent}"' for a in part.axes]
    axes += [] if part.multiplicity is None else [str(part.multiplicity)]
    shown = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
    least = ("0",) if any(axis.site and axis.group is None for axis in part.axes) else ()
    call = Call("_check", (f'"{name}"', value, shown, sizes, batch, *least))
    return statement("", call, "", INDENT)


def _edges(edges: Edges, sizes: str, size: str, scope: Scope) -> list[str]:
    """The ends of the edges of one graph, sorted, and how many there are."""
    scope.helper("edges")
    call = Call("_edges", (f'"{edges.name}"', edges.name, size, "batch"))
    names = [f"{edges.name}_{end}" for end in _ENDS]
    unused = _unused(edges, scope.model.model)
    if scope.checked and edges.graph.name in directed(scope.model.model):
        unused -= {"order"}
    shown = [f"_{name}" if end in unused else name for name, end in zip(names, _ENDS, strict=True)]
    out = returned("", shown, f" = {call}", INDENT)
    out += statement(f'{sizes}["{edges.graph.name}"] = ', f"{names[1]}.shape[0]", "", INDENT)
    if needs_batch(edges, scope.model.model):
        scope.helper("pick")
        batch = Call("_pick", ("batch", names[1]))
        out += statement(f"{edges.name}_batch = ", batch, "", INDENT)
    return out


def _unused(edges: Edges, model: Model) -> set[str]:
    """What nothing reads of the edges: their sources, or their order."""
    sites = {each_of(part) for a in model.arguments for part in tensors_of(a.type)}
    sites |= set(map(each_of, tensors_of(model.result.type)))
    found = set() if edges.graph.name in sites else {"order"}
    held = (node.op.graphs for node in model.nodes if isinstance(node.op, Submodel))
    if model.surface is not None or any(edges.name in dict(each) for each in held):
        return found
    ends = [
        getattr(node.op, "end", "source")
        for node in model.nodes
        if getattr(node.op, "edges", None) == edges.name
    ]
    return found if "source" in ends else found | {"source"}


def needs_batch(edges: Edges, model: Model) -> bool:
    """Whether a value goes from the whole graph to its edges, or back."""
    each = {value.name: value.each for value in model.values}
    for node in model.nodes:
        ends = {each[name] for name in node.inputs} | {value.each for value in node.outputs}
        if ends == {"", edges.graph.name}:
            return True
    return False


def _in_front(value: str, part: Part, scope: Scope) -> list[str]:
    """Points or edges as the first axis, edges in their order."""
    out: list[str] = []
    text, each = value, each_of(part)
    place = site_place(part)
    if place:
        text += f".movedim({place}, 0)"
    if each in (known := _graphs(scope.model.model)):
        text += f".index_select(0, {known[each].name}_order)"
    if scope.is_complex:
        text = f"_{scope.helper('as_complex')}({text})"
    if text != value:
        out += statement(f"{value} = ", text, "", INDENT)
    return out


def put_back(value: Expression, part: Part, scope: Scope, is_sorted: bool = False) -> Expression:
    """A tensor as declared, along edges in the order given or in that of their ends."""
    each, place = each_of(part), site_place(part)
    known = _graphs(scope.model.model)
    if not is_sorted and each in known:
        scope.helper("unsorted")
        value = Call("_unsorted", (value, f"{known[each].name}_order"))
    if not place:
        return value
    tail = f".movedim(0, {place})"
    if isinstance(value, Call):
        return Call(value.head, value.arguments, f"{value.tail}{tail}")
    return f"{value}{tail}"
