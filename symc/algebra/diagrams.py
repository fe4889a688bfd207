"""Diagrams made from blocks, and the set partitions and matchings that blocks come from."""

from collections.abc import Iterator

from symc.ir.diagram import Block, Diagram, Half


def split(blocks: tuple[Block, ...], bottom: int, epsilon: Block = (), size: int = 0) -> Diagram:
    """The diagram of blocks (and an epsilon of `size` legs) on bottom slots followed by top slots.

    >>> str(split(((0, 2), (1,), (3,)), 2).bottom), split(((0, 3), (1, 2)), 2).sigma
    ('0 | 1', (1, 0))
    """
    low = [(tuple(s for s in b if s < bottom), i) for i, b in enumerate(blocks)]
    high = [(tuple(s - bottom for s in b if s >= bottom), i) for i, b in enumerate(blocks)]
    crossing = {i for (b, i), (t, _) in zip(low, high, strict=True) if b and t}
    opened = sorted((b, i) for b, i in low if i in crossing)
    written = sorted((t, i) for t, i in high if i in crossing)
    shut = tuple(sorted(b for b, i in low if b and i not in crossing))
    spread = tuple(sorted(t for t, i in high if t and i not in crossing))
    at = {i: axis for axis, (_, i) in enumerate(opened)}
    ends = tuple(b for b, _ in opened)
    tops = tuple(t for t, _ in written)
    sigma = tuple(at[i] for _, i in written)
    below = tuple(s for s in epsilon if s < bottom)
    above = tuple(s - bottom for s in epsilon if s >= bottom)
    if not epsilon:
        return Diagram(Half(ends, shut), Half(tops, spread), sigma)
    if len(above) <= len(below):
        vertex = Half(ends, shut, below, size - len(below))
        return _merge_legs(vertex, tops, spread, sigma, above)
    vertex = Half(tops, spread, above, size - len(above))
    legs = tuple((s,) for s in below)
    order = sorted((*ends, *legs))
    place = {block: axis for axis, block in enumerate(order)}
    moved = tuple(place[ends[axis]] for axis in sigma) + tuple(place[leg] for leg in legs)
    return Diagram(Half(tuple(order), shut), vertex, moved)


def _merge_legs(
    vertex: Half,
    tops: tuple[Block, ...],
    spread: tuple[Block, ...],
    sigma: tuple[int, ...],
    above: Block,
) -> Diagram:
    """The diagram whose epsilon stands at the bottom: the top takes its legs as open blocks."""
    source = dict(zip(tops, sigma, strict=True))
    source |= {(s,): len(vertex.open) + i for i, s in enumerate(above)}
    order = sorted(source)
    return Diagram(vertex, Half(tuple(order), spread), tuple(source[block] for block in order))


def pieces(diagram: Diagram, bottom: int) -> tuple[tuple[Block, ...], Block]:
    """The blocks of a diagram on bottom slots followed by top slots, and the slots of its epsilon.

    >>> pieces(split(((0, 3), (1, 2)), 2), 2), pieces(split((), 1, (0, 1, 2), 3), 1)
    ((((0, 3), (1, 2)), ()), ((), (0, 1, 2)))
    """
    low, high = diagram.bottom, diagram.top
    blocks = [*low.closed, *(tuple(bottom + s for s in block) for block in high.closed)]
    epsilon = [*low.epsilon, *(bottom + s for s in high.epsilon)]
    for j, axis in enumerate(diagram.sigma):
        below = low.open[axis] if axis < len(low.open) else ()
        above = tuple(bottom + s for s in high.open[j]) if j < len(high.open) else ()
        if below and above:
            blocks.append((*below, *above))
        else:
            epsilon += [*below, *above]
    return tuple(sorted(blocks)), tuple(sorted(epsilon))


def partitions(points: int) -> Iterator[tuple[Block, ...]]:
    """Every set partition of `points` points.

    >>> [sum(1 for _ in partitions(n)) for n in range(6)]
    [1, 1, 2, 5, 15, 52]
    """

    def grow(point: int, blocks: list[list[int]]) -> Iterator[tuple[Block, ...]]:
        if point == points:
            yield tuple(map(tuple, blocks))
            return
        for block in blocks:
            block.append(point)
            yield from grow(point + 1, blocks)
            block.pop()
        blocks.append([point])
        yield from grow(point + 1, blocks)
        blocks.pop()

    return grow(0, [])


def matchings(points: Block) -> Iterator[tuple[Block, ...]]:
    """Every perfect matching of these points.

    >>> [sum(1 for _ in matchings(tuple(range(n)))) for n in (0, 1, 2, 4, 6)]
    [1, 0, 1, 3, 15]
    """
    if not points:
        yield ()
        return
    first, *rest = points
    for i, partner in enumerate(rest):
        for tail in matchings((*rest[:i], *rest[i + 1 :])):
            yield ((first, partner), *tail)
