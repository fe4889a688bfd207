"""Entries taken at places that a tensor names: the axis looked up in is fixed."""

from symc.tracing.atoms import Axes, Axis, extent
from symc.tracing.call import Call, Rule, Value
from symc.tracing.rules.pointwise import aligned

TABLE = "places looked up"


def embedding(call: Call) -> Axes:
    """Rows of a table, in place of each entry."""
    rows, *rest = call.axes("weight")
    call.pin(rows, TABLE)
    return (*call.axes("indices"), *rest)


def embedding_bag(call: Call) -> list[Axes]:
    """Sums of rows of a table."""
    rows, columns = call.axes("weight")
    call.pin(rows, TABLE)
    bags = call.fresh(call.shapes[0][0], "bags")
    rest = [tuple(call.fresh(size, "bags") for size in shape) for shape in call.shapes[1:]]
    return [(bags, columns), *rest]


def index_select(call: Call) -> Axes:
    """Some places of one axis."""
    axes = call.axes("self")
    dim = int(call.arguments["dim"]) % max(len(axes), 1)
    call.pin(axes[dim], TABLE)
    return (*axes[:dim], _entries(call, call.axes("index")), *axes[dim + 1 :])


def gather(call: Call) -> Axes:
    """One place of an axis for each entry of another tensor."""
    axes, index = call.axes("self"), call.axes("index")
    dim = int(call.arguments["dim"]) % max(len(axes), 1)
    for place, (axis, own) in enumerate(zip(axes, index, strict=True)):
        if place == dim:
            call.pin(axis, TABLE)
        elif extent(axis) == extent(own):
            call.unify(axis, own)
        else:
            call.pin((*axis, *own), TABLE)
    return index


def index(call: Call) -> Axes:
    """`x[a, :, b]`: axes that tensors index are fixed, the others pass."""
    axes = call.axes("self")
    places = [*call.arguments["indices"]]
    places += [None] * (len(axes) - len(places))
    taken = [k for k, value in enumerate(places) if isinstance(value, Value)]
    for place in taken:
        call.pin(axes[place], TABLE)
    rank = len(call.shapes[0]) - (len(axes) - len(taken))
    first = taken[0] if taken == list(range(taken[0], taken[-1] + 1)) else 0
    shape = call.shapes[0][first : first + rank]
    found = aligned(call, [value.axes for value in places if isinstance(value, Value)], shape)
    rest = [axis for k, axis in enumerate(axes) if k not in taken]
    return (*rest[:first], *found, *rest[first:])


def _entries(call: Call, axes: Axes) -> Axis:
    return axes[0] if axes else ()


RULES: dict[str, Rule] = {
    "embedding": embedding,
    **dict.fromkeys(("embedding_bag", "_embedding_bag"), embedding_bag),
    "index_select": index_select,
    "gather": gather,
    **dict.fromkeys(("index", "_unsafe_index"), index),
}
