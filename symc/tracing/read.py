"""From settled atoms to groups and tensors by name."""

from collections.abc import Mapping
from itertools import product
from math import prod

from symc.tracing.atoms import Atom, Axes, Axis
from symc.tracing.fibres import Classes, Word, classes, joined
from symc.tracing.names import Use, names
from symc.tracing.rules.convolutions import TAPS
from symc.tracing.settle import alternatives, settle, written
from symc.tracing.space import Entry, Segment, Space, Symmetric
from symc.tracing.walk import Walk

MOST_BLOCKS = 20_000

Letters = tuple[int, ...]


def read(walk: Walk, name: str, order: tuple[str, ...], tied: Mapping[str, str]) -> Space:
    """The weight space of a network that was walked through; `order` is that of its keys."""
    settle(walk)
    return _Reader(walk, order).space(name, tied)


class _Reader:
    def __init__(self, walk: Walk, order: tuple[str, ...]) -> None:
        self.walk = walk
        self.forest = walk.forest
        self.numbers: dict[int, int] = {}
        self.atoms: list[Atom] = []
        self.keys = tuple(key for key in order if key in walk.weights)
        self.axes = {key: self.lettered(walk.weights[key]) for key in self.keys}
        self.classes = self.fibres()

    def space(self, name: str, tied: Mapping[str, str]) -> Space:
        axes = {
            key: tuple(tuple(self.joined(one) for one in axis) for axis in axes)
            for key, axes in self.axes.items()
        }
        places = self.places(axes)
        named = names({n: self.use(n, at, places) for n, at in places.items()}, {name})
        entries = tuple(
            Entry(
                key,
                tuple(prod(atom.size for atom in axis) for axis in self.walk.weights[key]),
                tuple(self.written(axis, named) for axis in axes[key]),
            )
            for key in self.keys
        )
        groups = tuple(
            Symmetric(
                named[number],
                self.classes.sizes[number],
                named.get(self.classes.within.get(number, -1), ""),
                at,
            )
            for number, at in self.outside_in(places)
        )
        return Space(
            name, groups, entries, self.fixed(), tuple(tied.items()), (),
            tuple(self.walk.unknown.items()),
        )  # fmt: skip

    def letter(self, atom: Atom) -> int:
        """The number n of a class that moves, -1 - n of one that does not."""
        root = self.forest.find(atom)
        if id(root) not in self.numbers:
            self.numbers[id(root)] = len(self.atoms)
            self.atoms.append(root)
        number = self.numbers[id(root)]
        return -1 - number if root.pins else number

    def lettered(self, axes: Axes) -> tuple[tuple[Letters, ...], ...]:
        return tuple(tuple(map(self.letters, written(self.forest, axis))) for axis in axes)

    def letters(self, axis: Axis) -> Letters:
        return tuple(self.letter(atom) for atom in self.forest.leaves(axis))

    def fibres(self) -> Classes:
        weights: set[Word] = set()
        for axes in self.axes.values():
            for word in product(*axes):
                weights.add(word)
        words = set(weights)
        for tensor in self.walk.tensors:
            for count, block in enumerate(alternatives(self.forest, tensor)):
                words.add(tuple(self.letters(axis) for axis in block))
                if count > MOST_BLOCKS:
                    break
        sizes = {number: atom.size for number, atom in enumerate(self.atoms)}
        return classes(words, weights, sizes)

    def joined(self, letters: Letters) -> Letters:
        return joined((letters,), self.classes.merged)[0]

    def places(
        self, axes: Mapping[str, tuple[tuple[Letters, ...], ...]]
    ) -> dict[int, tuple[str, ...]]:
        """Where each class that moves stands, in the order of the keys."""
        found: dict[int, dict[str, None]] = {}
        for key in self.keys:
            for place, axis in enumerate(axes[key]):
                for segment in axis:
                    for letter in segment:
                        if letter >= 0:
                            found.setdefault(letter, {})[f"{key}:{place}"] = None
        return {letter: tuple(at) for letter, at in found.items()}

    def use(self, number: int, places: tuple[str, ...], places_of: Mapping[int, object]) -> Use:
        within = self.classes.within
        keys = {place.rpartition(":")[0] for place in places}
        pinned = (a for key in keys for axis in self.walk.weights[key] for a in axis)
        taps = any(TAPS in leaf.pins for atom in pinned for leaf in self.forest.below(atom))
        matrices = frozenset(key for key in keys if len(self.walk.weights[key]) > 1)
        return Use(
            places,
            matrices,
            any(base == number and fibre in places_of for fibre, base in within.items()),
            number in within,
            any(self.stands_before(number, key) for key in keys),
            taps,
        )

    def stands_before(self, number: int, key: str) -> bool:
        """Whether a fibre stands in an axis before another of the same group."""
        within = self.classes.within
        base = within.get(number)
        segments = (self.joined(segment) for axis in self.axes[key] for segment in axis)
        return base is not None and any(
            within.get(letter) == base
            for segment in segments
            if number in segment
            for letter in segment[segment.index(number) + 1 :]
        )

    def outside_in(self, places: dict[int, tuple[str, ...]]) -> list[tuple[int, tuple[str, ...]]]:
        """The classes in order, each behind the one that it lies within."""
        done: dict[int, tuple[str, ...]] = {}

        def add(number: int) -> None:
            base = self.classes.within.get(number)
            if base is not None and base not in done:
                add(base)
            done.setdefault(number, places[number])

        for number in places:
            add(number)
        return list(done.items())

    def written(self, axis: tuple[Letters, ...], named: Mapping[int, str]) -> tuple[Segment, ...]:
        """An axis by names; neighbours that nothing moves are one number."""
        found: list[Segment] = []
        for letters in axis:
            segment: list[int | str] = []
            for letter in letters:
                size = self.atoms[-1 - letter].size if letter < 0 else 0
                if size and segment and isinstance(segment[-1], int):
                    segment[-1] *= size
                else:
                    segment.append(size or named[letter])
            found.append(tuple(segment))
        return _shortest(found)

    def fixed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Plain axes by the first reason that was met."""
        found: dict[str, dict[str, None]] = {}
        for key in self.keys:
            for place, axis in enumerate(self.walk.weights[key]):
                for atom in axis:
                    for leaf in self.forest.below(atom):
                        if leaf.pins and leaf.size > 1:
                            reason = next(iter(leaf.pins))
                            found.setdefault(reason, {})[f"{key}:{place}"] = None
        return tuple((reason, tuple(at)) for reason, at in found.items())


def _shortest(axis: list[Segment]) -> tuple[Segment, ...]:
    """Plain neighbours become one segment, equal ones a plain factor."""
    if len(axis) > 1 and len(set(axis)) == 1 and not _is_plain(axis[0]):
        first, *rest = axis[0]
        if isinstance(first, int):
            return ((len(axis) * first, *rest),)
        return ((len(axis), *axis[0]),)
    found: list[Segment] = []
    for segment in axis:
        if found and _is_plain(segment) and _is_plain(found[-1]):
            found[-1] = (_length(found[-1]) + _length(segment),)
        else:
            found.append(segment)
    return tuple(found)


def _is_plain(segment: Segment) -> bool:
    return all(isinstance(factor, int) for factor in segment)


def _length(segment: Segment) -> int:
    return prod(factor for factor in segment if isinstance(factor, int))
