"""Which permutations lie within which: an axis that never occurs without another is its fibre.

A class b is fibred over a class a if every tensor with b has a, too, and not the other way round:
then each entry of a may permute its own copy of b. Two classes that always stand side by side are
one larger class, cut in vain.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Word: TypeAlias = tuple[tuple[int, ...], ...]
"""A block of a tensor: for every axis its classes, outermost first; negative ones are pinned."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of atoms: how many each permutes, and the class that it is a fibre of."""

    sizes: Mapping[int, int]
    within: Mapping[int, int]
    merged: Mapping[int, tuple[int, int]]


def classes(words: set[Word], weights: set[Word], sizes: Mapping[int, int]) -> Classes:
    """The fibres among the classes of all tensors, of which some are weights."""
    known, merged = dict(sizes), dict[int, tuple[int, int]]()
    while (pair := _side_by_side(words, weights)) is not None:
        new = max(known, default=0) + 1
        known[new] = known[pair[0]] * known[pair[1]]
        merged[new] = pair
        words = {_joined(word, pair, new) for word in words}
        weights = {_joined(word, pair, new) for word in weights}
    return Classes(known, _within(words, weights), merged)


def joined(word: Word, merged: Mapping[int, tuple[int, int]]) -> Word:
    """A word in which all pairs that were merged are."""
    for new, pair in merged.items():
        word = _joined(word, pair, new)
    return word


def _joined(word: Word, pair: tuple[int, int], new: int) -> Word:
    found: list[tuple[int, ...]] = []
    taken = False
    for place, axis in enumerate(word):
        rest, letters = axis, list[int]()
        if taken and axis:
            rest, taken = axis[1:], False
        while rest:
            if rest[:2] == pair:
                letters, rest = [*letters, new], rest[2:]
            elif rest == pair[:1] and _next(word, place) == pair[1]:
                letters, rest, taken = [*letters, new], (), True
            else:
                letters, rest = [*letters, rest[0]], rest[1:]
        found.append(tuple(letters))
    return tuple(found)


def _next(word: Word, place: int) -> int:
    """The first letter behind an axis, if the next axis has any."""
    for axis in word[place + 1 :]:
        return axis[0] if axis else -1
    return -1


def _occurrences(words: set[Word]) -> dict[int, frozenset[Word]]:
    found: defaultdict[int, set[Word]] = defaultdict(set)
    for word in words:
        for axis in word:
            for letter in axis:
                if letter >= 0:
                    found[letter].add(word)
    return {letter: frozenset(held) for letter, held in found.items()}


def _side_by_side(words: set[Word], weights: set[Word]) -> tuple[int, int] | None:
    """Two classes that are next to each other, in this order, wherever one of them is."""
    held = _occurrences(words)
    follows: dict[int, int] = {}
    for letter in held:
        behind = {_behind(word, letter) for word in held[letter]}
        if len(behind) == 1:
            (other,) = behind
            if other >= 0 and other != letter and held.get(other) == held[letter]:
                follows[letter] = other
    for letter, other in follows.items():
        own = [word for word in weights if word in held[letter]]
        pairs = all(_inside(word, (letter, other)) for word in own)
        if pairs and all(_count(w, letter) == _count(w, other) for w in held[letter]):
            return letter, other
    return None


def _behind(word: Word, letter: int) -> int:
    """What follows a letter in a word, wherever it stands; -1 where that differs."""
    found: set[int] = set()
    for place, axis in enumerate(word):
        for at, one in enumerate(axis):
            if one == letter:
                found.add(axis[at + 1] if at + 1 < len(axis) else _next(word, place))
    return found.pop() if len(found) == 1 else -1


def _inside(word: Word, pair: tuple[int, int]) -> bool:
    """Whether the pair stands within one axis."""
    return all(
        axis[at + 1 : at + 2] == pair[1:]
        for axis in word
        for at, letter in enumerate(axis)
        if letter == pair[0]
    )


def _count(word: Word, letter: int) -> int:
    return sum(axis.count(letter) for axis in word)


def _within(words: set[Word], weights: set[Word]) -> dict[int, int]:
    held = _occurrences(words)
    found: dict[int, int] = {}
    for letter in sorted(held, key=lambda one: (-len(held[one]), one)):
        bases = [
            base
            for base in held
            if held[letter] < held[base]
            and all(_led(word, base, letter) for word in weights if word in held[letter])
            and all(_paired(word, base, letter) for word in held[letter])
        ]
        if bases:
            found[letter] = min(bases, key=lambda base: (len(held[base]), base))
    return found


def _led(word: Word, base: int, letter: int) -> bool:
    """Whether the base stands left of every place of a letter in a weight."""
    flat = [one for axis in word for one in axis]
    return base in flat[: flat.index(letter)]


def _paired(word: Word, base: int, letter: int) -> bool:
    """Whether it is clear which base every place of a letter belongs to."""
    bases, letters = _count(word, base), _count(word, letter)
    return bases == 1 or bases == letters
