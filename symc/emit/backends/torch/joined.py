"""Models of graphs with symmetries enforced around them: each graph of a batch is an item.

What goes around a network sees items of equal size, with rows of points and edges that may be
absent; the network sees the rows that are there, one graph after the other.
"""

from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.graph_inputs import carrier, needs_batch
from symc.emit.backends.torch.interface import free_sizes, head_lines, passed, read
from symc.emit.backends.torch.methods import method, opening
from symc.emit.backends.torch.scope import Scope
from symc.ir.page import Lines

INDENT = 8


def behind(scope: Scope) -> list[str]:
    """What is passed behind the values: masks, or rows of graphs."""
    return more_names(scope) if scope.is_sited else [scope.mask(g) for g in scope.masked]


def more_names(scope: Scope) -> list[str]:
    """What stands behind the values: what rows are there, and the ends of edges."""
    found = [_there(scope)]
    for edges in scope.model.model.graphs:
        found += [scope.local(f"{edges.name}_there"), scope.local(f"{edges.name}_ends")]
    return found


def there_at(name: str, scope: Scope) -> int | None:
    """Where it stands what rows of a value are there; None of a value of the whole graph."""
    sites = [index for index in _sites([name], scope) if index is not None]
    count = len(_values(scope))
    return count + max(2 * sites[0] - 1, 0) if sites else None


def _there(scope: Scope) -> str:
    return scope.local(f"{carrier(scope).name.lower()}_there")


def _values(scope: Scope) -> list[str]:
    return [value.name for argument in scope.model.model.arguments for value in argument.values]


def _sites(names: list[str], scope: Scope) -> list[int | None]:
    """For each value, whether it has a row for each point, for each edge or for each graph."""
    model = scope.model.model
    known = {value.name: value.each for value in model.values}
    places = [carrier(scope).name, *(edges.graph.name for edges in model.graphs)]
    return [places.index(known[name]) if known[name] else None for name in names]


def joined_method(scope: Scope) -> Lines:
    """The method that checks arguments, and makes items of them."""
    body = read(scope)
    graphs = scope.model.model.graphs
    scope.helper("items")
    values = _values(scope)
    ends = [tuple_of([f"{edges.name}_source", f"{edges.name}_target"]) for edges in graphs]
    sites = tuple_of([str(site) for site in _sites(values, scope)])
    call = Call("_items", (tuple_of(values), sites, tuple_of(ends), "batch", "graphs"))
    body += statement("values, counts = ", call, "", INDENT)
    sizes = ", ".join([*(f'"{n}": {n}' for n in _more_sizes(scope)), '"counts": counts'])
    body.append("lead = () if graphs is None else (graphs,)")
    orders = tuple_of(_orders(scope))
    body += statement("return ", Call("", ("values", "lead", f"{{{sizes}}}", orders)), "", INDENT)
    title = '"""All arguments as items of one batch, and how results are put back."""'
    return method(head_lines("_joined", scope, ""), title, body)


def opened_method(scope: Scope) -> Lines:
    """The method that other methods take arguments from."""
    call = Call("self._joined", passed(scope), "[:3]")
    title = '"""All arguments as items of one batch, batch axes and sizes."""'
    body = statement("return ", call, "", INDENT)
    return method(head_lines("_opened", scope, ""), title, body)


def _more_sizes(scope: Scope) -> list[str]:
    """Free sizes but those of points and edges."""
    inner = [scope.size(carrier(scope).size)]
    inner += [scope.size(edges.graph.name) for edges in scope.model.model.graphs]
    return [name for name in free_sizes(scope).values() if name not in inner]


def _orders(scope: Scope) -> list[str]:
    """Where the edges stood before, where a value is along them."""
    sites = {value.each for a in scope.model.model.arguments for value in a.values}
    known = {value.name: value.each for value in scope.model.model.values}
    sites |= {known[name] for name in scope.model.model.result.values}
    graphs = scope.model.model.graphs
    return [f"{edges.name}_order" for edges in graphs if edges.graph.name in sites]


def opening_lines(scope: Scope) -> list[str]:
    """The lines of `forward` that take arguments in."""
    orders = _orders(scope)
    last = "_" if not orders else ", ".join(orders)
    last = f"({last},)" if len(orders) == 1 else f"({last})" if orders else last
    return statement(
        f"values, lead, sizes, {last} = ", Call("self._joined", passed(scope)), "", INDENT
    )


def closing_lines(scope: Scope) -> list[str]:
    """The lines of `forward` that join results again."""
    sites = _sites(list(scope.model.model.result.values), scope)
    count = len(_values(scope))
    held = [f"values[{count}]"]
    held += [f"values[{count + 1 + 2 * i}]" for i in range(len(scope.model.model.graphs))]
    places = tuple_of([str(site) for site in sites])
    there = tuple_of(held)
    call = Call("_rejoined", ("network(*values)", places, there, 'sizes["counts"]', "lead"))
    return statement("made = ", call, "", INDENT)


def network_method(scope: Scope, inner: Lines) -> Lines:
    """What is free of the enforced symmetries, of rows in a row."""
    model, values, more = scope.model.model, _values(scope), more_names(scope)
    rows = [scope.local("points"), *(scope.local(f"{e.name}_edges") for e in model.graphs)]
    body = [
        f"graphs = {more[0]}.shape[0]",
        f"{rows[0]} = _Rows({more[0]}, counts, 0)",
        f"batch = {rows[0]}.owner",
        f"{scope.size(carrier(scope).size)} = batch.shape[0]",
    ]
    for i, edges in enumerate(model.graphs, 1):
        there, ends = more[2 * i - 1 : 2 * i + 1]
        body.append(f"{rows[i]} = _Rows({there}, counts, {i})")
        left = f"{edges.name}_source, {edges.name}_target = "
        body += statement(left, Call(f"{rows[i]}.ends", (rows[0], ends)), "", INDENT)
        if needs_batch(edges, model):
            body.append(f"{edges.name}_batch = {rows[i]}.owner")
    for name, site in zip(values, _sites(values, scope), strict=True):
        body += [] if site is None else [f"{name} = {rows[site]}.joined({name})"]
    results = list(model.result.values)
    made: list[Expression] = [
        name if site is None else f"{rows[site]}.apart({name})"
        for name, site in zip(results, _sites(results, scope), strict=True)
    ]
    body += [*inner, *statement("return ", tuple_of(made), "", INDENT)]
    title = '"""The network inside: the rows of all items that are there, one after the other."""'
    words = [*values, *more, *_more_sizes(scope), "counts"]
    return method(opening("_network", words), title, body)
