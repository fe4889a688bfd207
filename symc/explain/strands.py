"""A basis map as strands between two rows of axes: what is drawn of a diagram."""

from dataclasses import dataclass

from symc.algebra import atoms
from symc.ir.diagram import Block, Diagram
from symc.ir.symmetry import Group, Part

Places = tuple[int, ...]
"""Axes of a row, counted from the left."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An atom of axis `axis` of its tensor: what moves it, if diagrams do, and if it is dual."""

    group: Group | None
    dual: bool
    axis: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The seats below and above; `breaks` are those below at which another source begins."""

    below: tuple[Seat, ...]
    above: tuple[Seat, ...]
    breaks: Places

    @property
    def oriented(self) -> frozenset[Group]:
        """The groups of which some axis is dual, so that all of them have a direction."""
        seats = (*self.below, *self.above)
        return frozenset(seat.group for seat in seats if seat.group is not None and seat.dual)


@dataclass(frozen=True, slots=True)
class Strand:
    """A block of axes that are equal; it closes on its own side, or goes through."""

    group: Group
    below: Places
    above: Places


@dataclass(frozen=True, slots=True)
class Vertex:
    """An epsilon and its legs, each an axis on its own or with a block."""

    group: Group
    legs: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Web:
    """One basis map: all strands and vertices, group by group."""

    strands: tuple[Strand, ...]
    vertices: tuple[Vertex, ...]


def rows(sources: tuple[Part, ...], target: Part, folded: tuple[Group, ...] = ()) -> Rows:
    """The axes of the sources side by side, and those of the target."""
    below: list[Seat] = []
    breaks: list[int] = []
    for source in sources:
        if below and source.axes:
            breaks.append(len(below))
        below += _row(source, folded, below[-1].axis + 1 if below else 0)
    return Rows(tuple(below), tuple(_row(target, folded, 0)), tuple(breaks))


def _row(part: Part, folded: tuple[Group, ...], first: int) -> list[Seat]:
    """Every atom, one after the other; axes of size 1 and of folded groups are not drawn on."""
    return [
        Seat(
            None if atom.slot.label or atom.group in folded else atom.group,
            atom.slot.dual,
            first + atom.axis,
        )
        for atom in atoms(part)
    ]


def web(shape: Rows, chosen: tuple[tuple[Group, Diagram], ...]) -> Web:
    """One diagram for each group, put on its axes."""
    strands: list[Strand] = []
    vertices: list[Vertex] = []
    for group, diagram in chosen:
        below = [i for i, seat in enumerate(shape.below) if seat.group == group]
        above = [i for i, seat in enumerate(shape.above) if seat.group == group]
        _add(group, diagram, below, above, strands, vertices)
    return Web(tuple(strands), tuple(vertices))


def _add(
    group: Group,
    diagram: Diagram,
    below: list[int],
    above: list[int],
    strands: list[Strand],
    vertices: list[Vertex],
) -> None:
    bottom, top = diagram.bottom, diagram.top

    def under(block: Block) -> Places:
        return tuple(below[slot] for slot in block)

    def over(block: Block) -> Places:
        return tuple(above[slot] for slot in block)

    strands += [Strand(group, under(block), ()) for block in bottom.closed]
    strands += [Strand(group, (), over(block)) for block in top.closed]
    legs = [Strand(group, under((slot,)), ()) for slot in bottom.epsilon]
    legs += [Strand(group, (), over((slot,))) for slot in top.epsilon]
    for j, i in enumerate(diagram.sigma):
        low = under(bottom.open[i]) if i < len(bottom.open) else ()
        high = over(top.open[j]) if j < len(top.open) else ()
        (strands if low and high else legs).append(Strand(group, low, high))
    if legs:
        vertices.append(Vertex(group, tuple(legs)))


def letters(shape: Rows, drawn: Web) -> str:
    """The map in the manner of einsum: equal letters are equal indices, `.` is a plain axis.

    Letters on the left alone are summed over, letters on the right alone written everywhere.
    """
    names = iter("ijklmnopqrstuvwxyzabcdefgh")
    below, above = ["."] * len(shape.below), ["."] * len(shape.above)
    legs = tuple(leg for vertex in drawn.vertices for leg in vertex.legs)
    blocks = sorted((*drawn.strands, *legs), key=lambda s: (not s.above, s.above, s.below))
    for block in blocks:
        name = next(names, "?")
        for place in block.below:
            below[place] = name
        for place in block.above:
            above[place] = name
    for place in reversed(shape.breaks):
        below.insert(place, ",")
    vertex = "\N{GREEK SMALL LETTER EPSILON} " if drawn.vertices else ""
    return f"{vertex}{''.join(below) or '1'} \N{RIGHTWARDS ARROW} {''.join(above) or '1'}"
