"""Tying axes: the coarsest refinement that two axes have in common, or no movement at all."""

from collections import deque
from collections.abc import Sequence
from itertools import accumulate, pairwise

from symc.tracing.atoms import Atom, Axis, Forest, Misfit, Tie, extent

UNFIT = "shapes that do not nest"
CUT = "cut into pieces that meet one whole axis"


def unify(forest: Forest, first: Axis, second: Axis, why: str) -> None:
    """Ties two axes of one length, refining what must be; pins both where they do not nest."""
    if extent(first) != extent(second):
        raise Misfit(f"{extent(first)} and {extent(second)}")
    left, right = forest.leaves(first), forest.leaves(second)
    while left and right:
        x, y = left[0], right[0]
        if x.size == y.size:
            merge(forest, x, y, why)
            left, right = forest.leaves(left[1:]), forest.leaves(right[1:])
            continue
        small, big = sorted((x, y), key=lambda atom: atom.size)
        parts = factor(forest, big, small.size, why) if big.size % small.size == 0 else None
        if parts is None:
            forest.pin((*left, *right), UNFIT, why)
            return
        left, right = forest.leaves(left), forest.leaves(right)


def merge(forest: Forest, first: Atom, second: Atom, why: str) -> None:
    """Ties two atoms of one size."""
    x, y = forest.find(first), forest.find(second)
    if x is y:
        return
    forest.ties.append(Tie(x, y, why))
    if y.kind == "leaf" and x.kind != "leaf":
        x, y = y, x
    if x.kind == "leaf":
        if y.kind != "leaf":
            settle(forest, x, why)
        forest.link(x, y)
    elif x.kind == "product" or y.kind == "product":
        unify(forest, (x,), (y,), why)
    elif _same_family(forest, x, y):
        for one, other in zip(x.parts, y.parts, strict=True):
            unify(forest, (one,), (other,), why)
        forest.link(x, y)
    elif x.kind == "family" or y.kind == "family":
        for atom in (x, y):
            if atom.kind == "family":
                collapse(forest, atom, why)
        unify(forest, (x,), (y,), why)
    else:
        _merge_sums(forest, x, y, why)


def collapse(forest: Forest, family: Atom, why: str) -> None:
    """Makes all members of a family one."""
    if family.kind != "family" or family.parent is not None:
        return
    first, *others = family.parts
    if family.over is not None:
        known = forest.find(family.over).families
        if family in known:
            known.remove(family)
    family.kind, family.parts, family.over = "product", (first,), None
    for other in others:
        unify(forest, (first,), (other,), why)


def settle(forest: Forest, over: Atom, why: str) -> None:
    """Ends all families over an axis."""
    for family in tuple(forest.find(over).families):
        collapse(forest, forest.find(family), why)
    forest.find(over).families.clear()


def factor(forest: Forest, atom: Atom, outer: int, why: str) -> tuple[Atom, Atom] | None:
    """The atom as a product whose first factor has the size `outer`; None where it has none."""
    root = forest.find(atom)
    inner = root.size // outer
    match root.kind:
        case "leaf":
            settle(forest, root, why)
            parts = Atom(outer, root.home), Atom(inner, root.home)
            forest.define(root, "product", parts, why)
            return parts
        case "family":
            return _factor_family(forest, root, outer, why)
        case "sum":
            return _factor_sum(forest, root, outer, why)
        case "product":
            return _factor_product(forest, root, outer, why)


def _factor_product(forest: Forest, root: Atom, outer: int, why: str) -> tuple[Atom, Atom] | None:
    before: list[Atom] = []
    rest = deque(forest.leaves((root,)))
    left = outer
    while left > 1:
        head = rest.popleft()
        if left % head.size == 0:
            before.append(head)
            left //= head.size
            continue
        parts = factor(forest, head, left, why) if head.size % left == 0 else None
        if parts is None:
            return None
        before.append(parts[0])
        rest.appendleft(parts[1])
        left = 1
    return forest.whole(tuple(before), root.home), forest.whole(tuple(rest), root.home)


def _factor_family(forest: Forest, root: Atom, outer: int, why: str) -> tuple[Atom, Atom] | None:
    pairs = [factor(forest, part, outer, why) for part in root.parts]
    if root.over is None or any(pair is None for pair in pairs):
        return None
    known = [pair for pair in pairs if pair is not None]
    first = forest.family(root.over, tuple(pair[0] for pair in known), root.home)
    second = forest.family(root.over, tuple(pair[1] for pair in known), root.home)
    families = forest.find(root.over).families
    if root in families:
        families.remove(root)
    root.kind, root.parts, root.over = "product", (first, second), None
    return first, second


def _factor_sum(forest: Forest, root: Atom, outer: int, why: str) -> tuple[Atom, Atom] | None:
    """A sum of equal pieces becomes a fixed axis times one piece."""
    pieces = cut(forest, (root,), (root.size // outer,) * outer, why)
    if pieces is None:
        return None
    for piece in pieces[1:]:
        unify(forest, pieces[0], piece, why)
    place, one = Atom(outer, root.home), forest.whole(pieces[0], root.home)
    forest.pin((place,), CUT, why)
    root.kind, root.parts = "product", (place, one)
    forest.ties.append(Tie(root, place, why))
    return place, one


def cut(forest: Forest, axis: Axis, sizes: Sequence[int], why: str) -> tuple[Axis, ...] | None:
    """The axis as segments of these sizes; None where a boundary falls inside a product."""
    leaves = forest.leaves(axis)
    if len(sizes) == 1 or not leaves:
        return (leaves,)
    if len(leaves) > 1:
        head, rest = leaves[0], leaves[1:]
        inner = extent(rest)
        if any(size % inner for size in sizes):
            return None
        outer = cut(forest, (head,), [size // inner for size in sizes], why)
        return None if outer is None else tuple((*piece, *rest) for piece in outer)
    (root,) = leaves
    if root.kind == "leaf":
        settle(forest, root, why)
        parts = tuple(Atom(size, root.home) for size in sizes)
        forest.define(root, "sum", parts, why)
        return tuple((part,) if part.size != 1 else () for part in parts)
    if root.kind == "family":
        return _cut_family(forest, root, sizes, why)
    return _cut_sum(forest, root, sizes, why)


def _cut_family(
    forest: Forest, root: Atom, sizes: Sequence[int], why: str
) -> tuple[Axis, ...] | None:
    assert root.over is not None
    pieces = [cut(forest, (part,), sizes, why) for part in root.parts]
    known = [piece for piece in pieces if piece is not None]
    if len(known) < len(pieces):
        return None
    columns = [
        forest.family(root.over, tuple(forest.whole(axis, root.home) for axis in column), root.home)
        if column[0]
        else Atom(1, root.home)
        for column in zip(*known, strict=True)
    ]
    families = forest.find(root.over).families
    if root in families:
        families.remove(root)
    root.kind, root.parts, root.over = "sum", tuple(columns), None
    return tuple((column,) for column in columns)


def _cut_sum(forest: Forest, root: Atom, sizes: Sequence[int], why: str) -> tuple[Axis, ...] | None:
    rest = deque(forest.segments(root))
    found: list[Axis] = []
    done: list[Atom] = []
    for size in sizes:
        taken: list[Atom] = []
        while size:
            head = rest.popleft()
            if head.size > size:
                halves = cut(forest, (head,), (size, head.size - size), why)
                if halves is None:
                    return None
                first, second = (
                    forest.whole(half, root.home) if half else Atom(1, root.home) for half in halves
                )
                rest.appendleft(second)
                head = first
            taken.append(head)
            size -= head.size
        done += taken
        found.append((forest.total([(atom,) for atom in taken], root.home),))
    root.parts = tuple(done)
    return tuple(found)


def _merge_sums(forest: Forest, x: Atom, y: Atom, why: str) -> None:
    ends = sorted(
        {end for atom in (x, y) for end in accumulate(s.size for s in forest.segments(atom))}
    )
    sizes = [after - before for before, after in pairwise((0, *ends))]
    left, right = (cut(forest, (atom,), sizes, why) for atom in (x, y))
    if left is None or right is None:
        forest.pin((x, y), UNFIT, why)
        return
    for one, other in zip(left, right, strict=True):
        unify(forest, one, other, why)
    forest.link(x, y)


def _same_family(forest: Forest, x: Atom, y: Atom) -> bool:
    if x.over is None or y.over is None:
        return False
    return forest.find(x.over) is forest.find(y.over)
