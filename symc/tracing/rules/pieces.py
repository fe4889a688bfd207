"""Cutting axes into segments and joining them."""

from symc.tracing.atoms import Axes, Axis, Misfit, extent
from symc.tracing.call import Call, Rule

ONE_BY_ONE = "cut apart, entry by entry"
STACKED = "tensors stacked in an order"
STEPS = "every so many-th entry"
MOST_MEMBERS = 64


def joined(call: Call) -> Axes:
    """`cat`: one segment for each tensor; all other axes meet."""
    tensors = [axes for axes in call.many("tensors") if len(axes) == len(call.shapes[0])]
    dim = int(call.get("dim", 0)) % len(call.shapes[0])
    first, *others = tensors
    found = list(first)
    for axes in others:
        for place, axis in enumerate(axes):
            if place != dim:
                found[place] = call.meet(found[place], axis)
    parts = [axes[dim] for axes in tensors if extent(axes[dim])]
    found[dim] = (call.forest.total(parts, call.operation),) if len(parts) > 1 else parts[0]
    return tuple(found)


def stacked(call: Call) -> Axes:
    """A new axis in the order of the tensors; all others meet."""
    tensors = call.many("tensors")
    rank = len(call.shapes[0])
    dim = int(call.get("dim", 0)) % rank
    found = list(tensors[0])
    for axes in tensors[1:]:
        for place, axis in enumerate(axes):
            found[place] = call.meet(found[place], axis)
    found.insert(dim, call.fresh(len(tensors), STACKED))
    return tuple(found)


def selected(call: Call) -> Axes:
    """One place of an axis; where all are taken, the other axes may differ between them."""
    axes = call.axes("self")
    dim = int(call.arguments["dim"]) % len(axes)
    size = extent(axes[dim])
    place = int(call.arguments["index"]) % size
    if call.get("apart", False):
        return _apart(call, axes, dim, (place,))[0]
    call.pieces(axes[dim], (place, 1, size - place - 1))
    return (*axes[:dim], *axes[dim + 1 :])


def unbound(call: Call) -> list[Axes]:
    """All places of an axis, one by one."""
    axes = call.axes("self")
    dim = int(call.get("dim", 0)) % len(axes)
    return _apart(call, axes, dim, tuple(range(len(call.shapes))))


def split(call: Call) -> list[Axes]:
    """`split`, `chunk`: neighbouring segments."""
    axes = call.axes("self")
    dim = int(call.get("dim", 0)) % len(axes)
    sizes = [shape[dim] for shape in call.shapes]
    if all(size == 1 for size in sizes) and len(sizes) > 1:
        found = _apart(call, axes, dim, tuple(range(len(sizes))))
        return [(*rest[:dim], (), *rest[dim:]) for rest in found]
    pieces = call.pieces(axes[dim], sizes)
    return [(*axes[:dim], piece, *axes[dim + 1 :]) for piece in pieces]


def glu(call: Call) -> Axes:
    """One half times the sigmoid of the other, entry by entry."""
    axes = call.axes("self")
    dim = int(call.get("dim", -1)) % len(axes)
    half = extent(axes[dim]) // 2
    first, second = call.pieces(axes[dim], (half, half))
    call.unify(first, second)
    return (*axes[:dim], first, *axes[dim + 1 :])


def sliced(call: Call) -> Axes:
    """A stretch of an axis is a segment of it."""
    axes = call.axes("self")
    dim = int(call.get("dim", 0)) % len(axes)
    piece = _stretch(call, axes[dim], call.shapes[0][dim])
    return (*axes[:dim], piece, *axes[dim + 1 :])


def narrowed(call: Call) -> Axes:
    """`narrow`: so many places from one on."""
    axes, size = call.axes("self"), int(call.arguments["length"])
    dim = int(call.arguments["dim"]) % len(axes)
    whole = extent(axes[dim])
    start = int(call.arguments["start"]) % max(whole, 1)
    piece = call.pieces(axes[dim], (start, size, whole - start - size))[1]
    return (*axes[:dim], piece, *axes[dim + 1 :])


def scattered(call: Call) -> Axes:
    """A tensor with a part of it written anew: the part's axes meet what they replace."""
    axes, source = call.axes("self"), call.axes("src")
    dim = int(call.get("dim", 0)) % len(axes)
    size = extent(axes[dim])
    if call.name == "select_scatter":
        place = int(call.arguments["index"]) % size
        call.pieces(axes[dim], (place, 1, size - place - 1))
        source = (*source[:dim], (), *source[dim:])
        piece: Axis = ()
    else:
        piece = _stretch(call, axes[dim], extent(source[dim]))
    for axis, own in zip((*axes[:dim], piece, *axes[dim + 1 :]), source, strict=True):
        call.meet(axis, own)
    return axes


def diagonal(call: Call) -> Axes:
    """Two axes become one, which is fixed."""
    axes = call.axes("self")
    dims = {int(call.get(f"dim{k}", k - 1)) % len(axes) for k in (1, 2)}
    for dim in dims:
        call.pin(axes[dim], "a diagonal")
    rest = tuple(axis for place, axis in enumerate(axes) if place not in dims)
    return (*rest, call.fresh(call.shapes[0][-1], "a diagonal"))


def _stretch(call: Call, axis: Axis, length: int) -> Axis:
    whole, step = extent(axis), int(call.get("step", 1))
    if length == whole and step == 1:
        return axis
    start, end = int(call.get("start", 0)), int(call.get("end", whole))
    start, end = (min(max(n + whole if n < 0 else n, 0), whole) for n in (start, end))
    if step != 1:
        call.pin(axis, STEPS)
        return call.fresh(length, STEPS)
    if end - start != length:
        raise Misfit(f"{end - start} and {length}")
    return call.pieces(axis, (start, length, whole - end))[1]


def _apart(call: Call, axes: Axes, dim: int, places: tuple[int, ...]) -> list[Axes]:
    """The tensor at some places of an axis, whose other axes may differ from place to place."""
    forest = call.forest
    leaves, rest = forest.leaves(axes[dim]), (*axes[:dim], *axes[dim + 1 :])
    if len(leaves) != 1 or leaves[0].kind != "leaf" or leaves[0].size > MOST_MEMBERS:
        call.pin(axes[dim], ONE_BY_ONE)
        return [rest for _ in places]
    (over,) = leaves
    if not over.pins:
        call.pin((over,), ONE_BY_ONE)
        for axis in rest:
            for atom in forest.leaves(axis):
                forest.spread(atom, over, call.operation)
    return [tuple(forest.member(axis, over, place) for axis in rest) for place in places]


RULES: dict[str, Rule] = {
    "cat": joined,
    "stack": stacked,
    "select": selected,
    "unbind": unbound,
    **dict.fromkeys(("split", "split_with_sizes", "chunk", "tensor_split"), split),
    **dict.fromkeys(("unsafe_split", "unsafe_split_with_sizes", "unsafe_chunk"), split),
    "slice": sliced,
    "narrow": narrowed,
    **dict.fromkeys(("select_scatter", "slice_scatter"), scattered),
    "diagonal": diagonal,
    "glu": glu,
}
