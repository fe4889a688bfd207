"""What generates a group, as records; entries are exact numbers as text."""

from dataclasses import dataclass
from typing import TypeAlias

Matrix: TypeAlias = tuple[tuple[str, ...], ...]
"""Rows of exact entries as text: `1/2`, `-1`, `sqrt(3)/2`."""

Images: TypeAlias = tuple[int, ...]
"""A signed permutation: point i goes to `images[i]`, or to minus `~images[i]` where negative."""


@dataclass(frozen=True, slots=True)
class Generators:
    """What generates a group in its defining representation, exactly.

    `permutations` are signed permutations of the coordinates (points), `matrices` any invertible
    ones, `algebra` elements of the Lie algebra of its connected part.
    """

    permutations: tuple[Images, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    algebra: tuple[Matrix, ...] = ()

    def __str__(self) -> str:
        kinds = (
            (len(self.permutations), "permutation"),
            (len(self.matrices), "matrix"),
            (len(self.algebra), "algebra element"),
        )
        told = [f"{k} {noun if k == 1 else _plural(noun)}" for k, noun in kinds if k]
        return " and ".join(told) or "nothing"


def _plural(noun: str) -> str:
    return "matrices" if noun == "matrix" else f"{noun}s"
