"""`scatter(m to bonds.target)`."""

from dataclasses import replace
from typing import cast

from symc.errors import sparse as errors
from symc.ir.graphs import How, with_parts
from symc.ir.graphs import Scatter as ScatterOp
from symc.ir.symmetry import Axis, tensors_of
from symc.layers.emission import Term
from symc.layers.gather import moved as placed
from symc.layers.kind import Call, Setting, Signature
from symc.layers.maxima import check_max
from symc.layers.reach import refuse


class Scatter:
    """Values of edges taken back to the points of a graph.

    Each point gets the sum over all edges that end there (`bonds.target`), or start there
    (`bonds.source`); `mean` and `max` take that in place of the sum. A point without such edges
    gets 0.
    """

    name = "scatter"
    summary = "scatter(m to bonds.target): for each point of a graph, the sum over its edges"
    example = """\
size n
group Atoms = S(n)
graph Bonds on Atoms
model Neighbours(x: 3 [Atoms], bonds: Bonds) -> 3 [Atoms] {
    return scatter(gather(x at bonds.source) to bonds.target)
}
"""
    signature = Signature(
        usage="scatter(m to bonds.target, mean)",
        place="to",
        words=(Setting("how", words=("sum", "mean", "max")),),
        sited=True,
    )

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (m,) = call.arguments
        edges, end = call.end
        how = cast(How, call.word("how", "sum"))
        if any(value.each != edges.graph.name for value in m.values):
            refuse(errors.wrong_site(call.spans[0], self.name, m.type, edges.graph.name))
        if how == "max":
            check_max(call, m.parts)
        group = edges.graph.group
        axis = replace(Axis(group.size, group), site=group.name)
        parts = tuple(placed(part, axis) for part in tensors_of(m.type))
        result = call.site.term(with_parts(m.type, parts))
        for source, output in zip(m.values, result.values, strict=True):
            call.site.one(ScatterOp(edges.name, end, how), (source.name,), output)
        return result
