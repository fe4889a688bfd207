"""Steps of a plan along graphs and of geometry."""

from dataclasses import dataclass

from symc.ir.graphs import GraphOp
from symc.ir.spatial import Cross, Direction, Dot, Length, Radial
from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Perform:
    """An operation at the points and along the edges of a graph, or of geometry.

    `part` is the type of the first source, and `each` what there is one of it for each of; `made`
    and `made_each` are those of the target.
    """

    op: GraphOp | Length | Direction | Dot | Cross | Radial
    sources: tuple[str, ...]
    target: str
    part: Part
    each: str
    made: Part
    made_each: str


@dataclass(frozen=True, slots=True)
class Derive:
    """The derivatives of numbers, item by item, by values that they were made from."""

    source: str
    by: tuple[str, ...]
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
