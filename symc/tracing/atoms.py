"""Factors of axes in a union-find: what must be permuted together, and what must not at all.

An axis is a row-major product of atoms. An atom is a leaf, or by now known to be a product, a sum
of segments laid one after the other, or a family: one atom for each place of a fixed axis `over`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import prod
from typing import Literal, TypeAlias


@dataclass(eq=False, slots=True)
class Atom:
    """A factor of an axis; `home` says where it was first met."""

    size: int
    home: str
    parent: "Atom | None" = None
    kind: Literal["leaf", "product", "sum", "family"] = "leaf"
    parts: tuple["Atom", ...] = ()
    over: "Atom | None" = None
    families: list["Atom"] = field(default_factory=list)
    pins: dict[str, str] = field(default_factory=dict)


Axis: TypeAlias = tuple[Atom, ...]
"""Row-major over its atoms; () has one entry."""

Axes: TypeAlias = tuple[Axis, ...]
"""The axes of a tensor."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two atoms that an operation ties, or that one of which is a part of the other."""

    first: Atom
    second: Atom
    operation: str


class Misfit(Exception):
    """Axes of different lengths where equal ones were expected."""


def extent(axis: Axis) -> int:
    """The length of an axis."""
    return prod(atom.size for atom in axis)


class Forest:
    """All atoms of a network, the ties between them, and why some are pinned."""

    def __init__(self) -> None:
        self.ties: list[Tie] = []
        self.pins: list[tuple[Atom, str, str]] = []

    def fresh(self, size: int, home: str) -> Axis:
        """A new axis, tied to nothing."""
        return () if size == 1 else (Atom(size, home),)

    def find(self, atom: Atom) -> Atom:
        """What stands for an atom and all that are tied to it."""
        root = atom
        while root.parent is not None:
            root = root.parent
        while atom.parent is not None:
            atom.parent, atom = root, atom.parent
        return root

    def leaves(self, axis: Iterable[Atom]) -> Axis:
        """The axis with every product taken apart and every factor of 1 left out."""
        found: list[Atom] = []
        for atom in axis:
            root = self.find(atom)
            if root.kind == "product":
                found += self.leaves(root.parts)
            elif root.size != 1:
                found.append(root)
        return tuple(found)

    def below(self, atom: Atom) -> Iterator[Atom]:
        """All leaves that an atom is made of."""
        root = self.find(atom)
        if root.kind == "leaf":
            yield root
        for part in root.parts:
            yield from self.below(part)

    def is_pinned(self, atom: Atom) -> bool:
        """Whether nothing of the atom may move."""
        return all(leaf.pins or leaf.size == 1 for leaf in self.below(atom))

    def pin(self, axis: Iterable[Atom], reason: str, operation: str) -> bool:
        """Says that nothing moves an axis, and why; whether something might have until then."""
        moved = False
        for atom in axis:
            for leaf in self.below(atom):
                moved |= not leaf.pins and leaf.size > 1
                leaf.pins.setdefault(reason, operation)
                self.pins.append((leaf, reason, operation))
        return moved

    def define(self, atom: Atom, kind: Literal["product", "sum"], parts: Axis, why: str) -> None:
        """Says what a leaf is made of."""
        atom.kind, atom.parts = kind, parts
        for part in parts:
            self.ties.append(Tie(atom, part, why))
        for reason, operation in atom.pins.items():
            self.pin(parts, reason, operation)

    def link(self, atom: Atom, to: Atom) -> None:
        """Lets one root stand for another of the same size."""
        pins, atom.parent = atom.pins, to
        to.families += atom.families
        for reason, operation in pins.items():
            for leaf in self.below(to):
                leaf.pins.setdefault(reason, operation)

    def whole(self, atoms: Axis, home: str) -> Atom:
        """One atom that is the product of several."""
        if len(atoms) == 1:
            return atoms[0]
        found = Atom(extent(atoms), home, kind="product", parts=atoms)
        self.ties += (Tie(found, part, home) for part in atoms)
        return found

    def total(self, axes: Iterable[Axis], home: str) -> Atom:
        """One atom that is the sum of several axes."""
        parts = tuple(self.whole(axis, home) if axis else Atom(1, home) for axis in axes)
        if len(parts) == 1:
            return parts[0]
        found = Atom(sum(part.size for part in parts), home, kind="sum", parts=parts)
        for part in parts:
            self.ties.append(Tie(found, part, home))
        return found

    def segments(self, atom: Atom) -> tuple[Atom, ...]:
        """The segments of a sum, none of which is a sum itself; else the atom alone."""
        root = self.find(atom)
        if root.kind != "sum":
            return (root,)
        return tuple(segment for part in root.parts for segment in self.segments(part))

    def family(self, over: Atom, parts: Axis, home: str) -> Atom:
        """One atom that is another one at every place of the axis `over`."""
        found = Atom(parts[0].size, home, kind="family", parts=parts, over=over)
        self.find(over).families.append(found)
        for part in parts:
            self.ties.append(Tie(found, part, home))
        return found

    def spread(self, atom: Atom, over: Atom, why: str) -> None:
        """Lets the free leaves of an atom be other ones at every place of the axis `over`."""
        for leaf in tuple(self.below(atom)):
            if leaf is self.find(over) or leaf.pins or leaf.families or leaf.size == 1:
                continue
            leaf.kind, leaf.over = "family", over
            leaf.parts = tuple(Atom(leaf.size, leaf.home) for _ in range(over.size))
            self.find(over).families.append(leaf)
            for part in leaf.parts:
                self.ties.append(Tie(leaf, part, why))

    def member(self, axis: Iterable[Atom], over: Atom, place: int) -> Axis:
        """The axis as it is at one place of the axis `over`."""
        found: list[Atom] = []
        for atom in axis:
            root = self.find(atom)
            if root.kind == "family" and root.over and self.find(root.over) is self.find(over):
                found += self.member((root.parts[place],), over, place)
            elif root.kind == "leaf" or not self._has(root, over):
                found.append(root)
            elif root.kind == "product":
                found += self.member(root.parts, over, place)
            else:
                parts = [self.member((part,), over, place) for part in root.parts]
                found.append(self.total(parts, root.home))
        return tuple(found)

    def _has(self, atom: Atom, over: Atom) -> bool:
        root = self.find(atom)
        own = root.over is not None and self.find(root.over) is self.find(over)
        return own or any(self._has(part, over) for part in root.parts)
