"""Operations along graphs and of geometry as lines of a `forward` method."""

from symc.algebra.vectors import vector_axis
from symc.emit.backends.torch.code import Call
from symc.emit.backends.torch.graph_inputs import carrier
from symc.emit.backends.torch.scope import Scope, assign, rotated_dims
from symc.ir.graphs import Collect, Gather, Scatter, Spread
from symc.ir.plan import Perform
from symc.ir.spatial import Cross, Direction, Dot, Length, Radial


def perform(step: Perform, scope: Scope) -> list[str]:
    """The line of one operation."""
    match step.op:
        case Gather(edges, end):
            scope.helper("gather")
            call = Call("_gather", (step.sources[0], f"{edges}_{end}"))
        case Scatter(edges, end, how):
            scope.helper(_scatter(how))
            size = scope.size(carrier(scope).size)
            call = Call(f"_{_scatter(how)}", (step.sources[0], f"{edges}_{end}", size))
        case Collect(how):
            scope.helper("collect")
            scope.helper(_scatter(how))
            index = _index(step.each, scope)
            call = Call("_collect", (f"_{_scatter(how)}", step.sources[0], index, "graphs"))
        case Spread(group) if group is not None:
            scope.helper("repeated")
            last = len(step.made.axes) + (0 if step.made.multiplicity is None else 1)
            (place,) = (i for i, axis in enumerate(step.made.axes) if axis.group == group)
            call = Call("_repeated", (step.sources[0], str(place - last), scope.size(group.size)))
        case Spread():
            scope.helper("hand")
            index = _index(step.made_each, scope)
            call = Call("_hand", (step.sources[0], index, _count(step.made_each, scope)))
        case Length():
            scope.helper("length")
            call = Call("_length", (step.sources[0], str(rotated_dims(step.part))))
        case Direction():
            scope.helper("direction")
            call = Call("_direction", (step.sources[0], str(rotated_dims(step.part))))
        case Dot():
            u, v = step.sources
            call = Call(f"({u} * {v}).sum", (str(rotated_dims(step.part)),))
        case Cross():
            call = Call("torch.linalg.cross", (*step.sources, f"dim={_vector_dim(step)}"))
        case Radial(basis, count, cutoff):
            scope.helper(basis)
            bare = step.part.multiplicity is None
            text = f"{step.sources[0]}.unsqueeze(-1)"
            arguments = (text, str(count), str(float(cutoff)))
            call = Call(f"_{basis}", arguments, "" if bare else ".flatten(-2)")
    return assign(step.target, call, scope, step.made)


def _vector_dim(step: Perform) -> int:
    """The axis of vectors, counted from the end."""
    place = vector_axis(step.part)
    assert place is not None
    return place - len(step.part.axes) - (0 if step.part.multiplicity is None else 1)


def _scatter(how: str) -> str:
    return "scatter" if how == "sum" else f"scatter_{how}"


def _index(each: str, scope: Scope) -> str:
    """Which graph of the batch each point or edge belongs to."""
    for edges in scope.model.model.graphs:
        if edges.graph.name == each:
            return f"{edges.name}_batch"
    return "batch"


def _count(each: str, scope: Scope) -> str:
    """How many points or edges there are."""
    for edges in scope.model.model.graphs:
        if edges.graph.name == each:
            return f"{edges.name}_target.shape[0]"
    return scope.size(carrier(scope).size)
