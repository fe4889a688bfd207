"""Diagnostics SYM26x and SYM351 to SYM356: sparse graphs, their points and their edges."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.reasons import short
from symc.ir.symmetry import Part, Type
from symc.report import Diagnostic, Span, nearest

_ALONG = "points of a group that carries a graph meet along edges only"


@diagnostic("SYM261")
def bad_carrier(span: Span, graph: str, group: str, why: str, declared: Span) -> Diagnostic:
    """A graph on a group that cannot carry one.

    The points of a graph are those of a symmetric group of free size: `group Atoms = S(n)`. How
    many there are is read from the tensors, for all graphs of a batch together.
    """
    return error(
        f"the graph {graph} cannot be on {group}: {why}",
        here(span),
        there(declared, f"{group} is declared here"),
        helps=("a graph is on the points of a symmetric group of free size: `S(n)`",),
    )


@diagnostic("SYM262")
def two_sites(span: Span, part: Part, graph: str) -> Diagnostic:
    """A type with two axes of points or edges of graphs.

    Points of a group that carries a graph meet along edges only, so that no tensor has an entry for
    each pair of them. What belongs to a pair of points is a value on the edges.
    """
    return error(
        f"{part} has an entry for every pair, and {_ALONG}",
        here(span),
        helps=(f"a value for each edge: `[{graph}]`",),
    )


@diagnostic("SYM263")
def graph_as_type(span: Span, name: str) -> Diagnostic:
    """The name of a graph where the type of a value belongs.

    A graph is an argument of a model or layer: `bonds: Bonds`. Values on its edges have an axis of
    it: `[Bonds]`.
    """
    return error(
        f"{name} is a graph, and no type of a value",
        here(span),
        helps=(f"a number for each edge: `[{name}]`",),
    )


@diagnostic("SYM264")
def graphs_clash(span: Span, why: str, first: Span) -> Diagnostic:
    """Arguments that are graphs and do not go together.

    A model or layer takes at most one argument of each graph, and all graphs of a model are on one
    group.
    """
    return error(why, here(span), there(first, "the first is this one"))


@diagnostic("SYM265")
def no_edges(span: Span, model: str, head: Span, graph: str) -> Diagnostic:
    """A model that names the edges of a graph that it does not take.

    How many edges there are, and which, is read from the argument that is the graph.
    """
    return error(
        f"`{model}` has values on the edges of {graph}, and no argument that is this graph",
        here(span, "an axis of its edges"),
        there(head, "no argument has them"),
        helps=(f"add the argument `{graph.lower()}: {graph}`",),
    )


@diagnostic("SYM266")
def bad_site(span: Span, text: str, group: str, graph: str) -> Diagnostic:
    """An axis of a group that carries a graph in another representation than its points.

    Points of such a group are handled one by one, so that they have no signs or elements in common.
    """
    return error(
        f"{text}: {group} carries the graph {graph}, and has axes of its points only",
        here(span),
        helps=(f"write `[{group}]`",),
    )


@diagnostic("SYM351")
def apart(span: Span, layer: str, source: str, target: str, graph: str) -> Diagnostic:
    """A layer that would take values from one point or edge to another.

    Points of a group that carries a graph meet along edges only: every layer acts on each point and
    each edge by itself. `gather` takes values of points to edges, `scatter` values of edges to
    points, and `sum`, `mean` and `max` take either to the whole graph, whose values `linear` hands
    to every point.
    """
    helps = {
        ("point", "edge"): f"`gather(x at {graph.lower()}.source)` takes points to edges",
        ("edge", "point"): f"`scatter(x to {graph.lower()}.target)` takes edges to points",
    }
    kinds = _kind(source, graph), _kind(target, graph)
    way = helps.get(kinds, f"`sum(x over {source})` takes them to the whole graph")
    return error(
        f"`{layer}` takes nothing from {source} to {target or 'the whole graph'}: {_ALONG}",
        here(span),
        helps=(way,),
    )


def _kind(site: str, graph: str) -> str:
    return "edge" if site == graph else "point" if site else "graph"


@diagnostic("SYM352")
def no_end(span: Span, why: str, known: tuple[str, ...], word: str = "") -> Diagnostic:
    """A place in a graph that there is not.

    `bonds.source` and `bonds.target` are the two ends of the edges in the argument `bonds`: the
    rows 0 and 1 of its tensor.
    """
    near = nearest(word, known) if word else None
    notes = (f"graphs here: {', '.join(known)}",) if known else ()
    return error(why, here(span), notes=notes, helps=(f"did you mean `{near}`?",) if near else ())


@diagnostic("SYM353")
def wrong_site(span: Span, layer: str, given: Type, wanted: str) -> Diagnostic:
    """`gather` of what is not at points, or `scatter` of what is not at edges."""
    return error(
        f"`{layer}` takes values with an axis of {wanted}, and this is {short(given)}",
        here(span, f"this is {short(given)}"),
    )


@diagnostic("SYM354")
def graph_for_value(span: Span, name: str) -> Diagnostic:
    """A graph where a value belongs.

    A graph has no numbers of its own: it says which points are joined. It stands in `gather` and
    `scatter`, and is handed on to layers that take it.
    """
    return error(
        f"`{name}` is a graph, and no value",
        here(span),
        helps=(f"values along its edges: `gather(x at {name}.source)`",),
    )


@diagnostic("SYM355")
def wrong_graph(span: Span, callee: str, name: str, wanted: str, declared: Span) -> Diagnostic:
    """An argument of a layer or model that should be a graph and is not, or is another one."""
    return error(
        f"`{name}` of `{callee}` is the graph {wanted}, and this is not",
        here(span),
        there(declared, "declared here"),
    )


@diagnostic("SYM356")
def all_pairs(span: Span, layer: str, group: str, graph: str) -> Diagnostic:
    """A layer between all points of a group that carries a graph.

    Attention compares every point with every other one, and points of such a group meet along edges
    only.
    """
    return error(
        f"`{layer}` over {group} lets all points meet, and {_ALONG}",
        here(span),
        helps=(f"`gather`, a layer on [{graph}], and `scatter` let neighbours meet",),
    )
