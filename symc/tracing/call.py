"""What a rule sees of one operation: its arguments by name, and what it may say of their axes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symc.tracing.atoms import Atom, Axes, Axis, Forest, Misfit, extent
from symc.tracing.unify import UNFIT, cut, factor, unify

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A tensor of the network: its axes, and its numbers where nothing can change them."""

    axes: Axes
    constant: Any = None


@dataclass(slots=True)
class Call:
    """One operation; `shapes` are those of its outputs, `used` which of them are read."""

    name: str
    operation: str
    forest: Forest
    arguments: Mapping[str, Any]
    shapes: tuple[Shape, ...]
    used: frozenset[int]
    recorded: list[Axes] = field(default_factory=list)
    moved: bool = False

    def has(self, name: str) -> bool:
        """Whether an argument was given as a tensor."""
        return isinstance(self.arguments.get(name), Value)

    def axes(self, name: str) -> Axes:
        """The axes of a tensor."""
        value = self.arguments[name]
        if not isinstance(value, Value):
            raise Misfit(f"{name} is no tensor")
        return value.axes

    def many(self, name: str) -> list[Axes]:
        """The axes of a list of tensors; () stands for none."""
        return [value.axes for value in self.arguments[name] if isinstance(value, Value)]

    def get(self, name: str, otherwise: Any = None) -> Any:
        """An argument that is no tensor."""
        value = self.arguments.get(name)
        return otherwise if value is None else value

    def unify(self, first: Axis, second: Axis) -> None:
        """Ties two axes."""
        unify(self.forest, first, second, self.operation)

    def meet(self, first: Axis, second: Axis) -> Axis:
        """Ties two axes unless one has a single entry; the longer of them."""
        if extent(first) == 1:
            return second
        if extent(second) != 1:
            self.unify(first, second)
        return first

    def pin(self, axis: Axis, reason: str) -> None:
        """Says that nothing moves an axis."""
        self.moved |= self.forest.pin(axis, reason, self.operation)

    def fresh(self, size: int, reason: str = "") -> Axis:
        """A new axis, pinned if there is a reason to."""
        axis = self.forest.fresh(size, self.operation)
        if reason:
            self.forest.pin(axis, reason, self.operation)
        return axis

    def record(self, *axes: Axis) -> None:
        """Notes a tensor that is formed inside of the operation."""
        self.recorded.append(axes)

    def split(self, axis: Axis, outer: int) -> tuple[Axis, Axis]:
        """The axis as `outer` times the rest; raises where it is no such product."""
        before, after = self.regroup((axis,), (outer, extent(axis) // outer))
        return before, after

    def regroup(self, axes: Sequence[Axis], shape: Sequence[int]) -> Axes:
        """The same entries in the same order under another shape, as `view` does."""
        flat = self.forest.leaves(atom for axis in axes for atom in axis)
        found: list[Axis] = []
        for size in shape:
            taken = self._take(flat, size) if size else None
            if taken is None:
                self.pin(flat, UNFIT)
                return (*found, *(self.fresh(n, UNFIT) for n in shape[len(found) :]))
            flat = self.forest.leaves(flat)[len(taken) :]
            found.append(taken)
        return tuple(found)

    def _take(self, flat: Axis, size: int) -> Axis | None:
        """The first atoms, so many that their product is `size`; refines one where it must."""
        left, count = size, 0
        while left > 1:
            flat = self.forest.leaves(flat)
            if count == len(flat):
                return None
            head = flat[count]
            if left % head.size == 0:
                left, count = left // head.size, count + 1
            elif head.size % left or factor(self.forest, head, left, self.operation) is None:
                return None
        return flat[:count]

    def pieces(self, axis: Axis, sizes: Sequence[int]) -> tuple[Axis, ...]:
        """The axis as segments of these sizes; pins it where it is no such sum."""
        real = [size for size in sizes if size]
        found = cut(self.forest, axis, real, self.operation) if real else ()
        if found is None:
            self.pin(axis, "cut where no factor ends")
            found = tuple(self.fresh(size, "cut where no factor ends") for size in real)
        rest = iter(found)
        return tuple(next(rest) if size else (Atom(0, self.operation),) for size in sizes)


Rule = Callable[[Call], Axes | list[Axes]]
"""Gives the axes of the output of an operation, or of all its outputs."""
