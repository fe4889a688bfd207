"""`gather(x at bonds.source)`."""

from dataclasses import replace

from symc.errors import sparse as errors
from symc.ir.graphs import Gather as GatherOp
from symc.ir.graphs import with_parts
from symc.ir.symmetry import Axis, Part, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse


class Gather:
    """Values of points taken to the edges of a graph.

    Each edge gets what the point has at which it starts (`bonds.source`) or ends (`bonds.target`).
    Every part has an axis of the points, in whose place the axis of the edges stands.
    """

    name = "gather"
    summary = "gather(x at bonds.source): for each edge of a graph, x of one of its ends"
    example = """\
size n
group Atoms = S(n)
graph Bonds on Atoms
model Ends(x: 3 [Atoms], bonds: Bonds) -> 3 [Bonds] {
    return gather(x at bonds.source) - gather(x at bonds.target)
}
"""
    signature = Signature(usage="gather(x at bonds.source)", place="at", sited=True, points=True)

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        edges, end = call.end
        points = edges.graph.group.name
        if any(value.each != points for value in x.values):
            refuse(errors.wrong_site(call.spans[0], self.name, x.type, points))
        parts = tuple(moved(part, edges.graph.axis) for part in tensors_of(x.type))
        result = call.site.term(with_parts(x.type, parts))
        for source, output in zip(x.values, result.values, strict=True):
            call.site.one(GatherOp(edges.name, end), (source.name,), output)
        return result


def moved(part: Part, axis: Axis) -> Part:
    """A part at other points, or edges."""
    axes = tuple(axis if each.site else each for each in part.axes)
    return replace(part, axes=axes)
