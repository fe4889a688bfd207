"""What a group family must say about itself; one file per family in `symc.algebra.families`."""

from dataclasses import dataclass
from random import Random
from typing import Literal, Protocol, TypeAlias

from symc.ir.diagram import Hom
from symc.ir.symmetry import Axis, Extent, Generators, Group
from symc.ir.tensors import Tensors

Action = Literal["permutation", "signed permutation", "scaling", "orthogonal", "unitary", "linear"]
"""How an axis moves its entries; decides which functions of single entries commute.

`scaling` permutes them and multiplies each by a positive number; `orthogonal` and `unitary` keep
their norm, `linear` keeps nothing.
"""

Element: TypeAlias = tuple[tuple[complex, ...], ...]
"""A group element in the defining representation: rows of numbers."""


CHARACTERS = {"0": "trivial", "0e": "trivial", "0o": "det"}
"""What the irreps of size 1 of rotations and of SU(2) are."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An axis of one group as the algebra sees it: which representation, and if it is dual."""

    label: str = ""
    dual: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The axes of one group between which maps are wanted: those of the inputs, then of the output.

    Axes of size 1 (`sign`, `det`, `trivial`) are slots like the others.

    >>> Signature.of(2, 1).count()
    3
    """

    bottom: tuple[Slot, ...]
    top: tuple[Slot, ...]

    @staticmethod
    def of(bottom: int, top: int) -> "Signature":
        """So many defining axes below and above."""
        return Signature((Slot(),) * bottom, (Slot(),) * top)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every axis, bottom first."""
        return (*self.bottom, *self.top)

    @property
    def below(self) -> int:
        """The number of defining axes and their duals at the bottom."""
        return sum(not slot.label for slot in self.bottom)

    def count(self, label: str = "") -> int:
        """The number of axes with this label; defining axes and their duals have none."""
        return sum(slot.label == label for slot in self.slots)


class Family(Protocol):
    """A family of groups with its diagrams, its independence rule and its dimension formula."""

    @property
    def name(self) -> str:
        """The name in specs, `S` of `S(n)`."""

    @property
    def summary(self) -> str:
        """One line for `symc list groups`."""

    @property
    def example(self) -> str:
        """A right side that names a group of the family, for help lines."""

    @property
    def is_complex(self) -> bool:
        """Whether the defining representation is complex, and with it the model."""

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no group of the family, or None."""

    def length(self, group: Group, label: str) -> Extent | None:
        """The size of an axis of the representation with this label; None if there is none."""

    def action(self, group: Group, slot: Slot) -> Action:
        """How the group moves the entries of an axis."""

    def dimension(self, group: Group, signature: Signature) -> int:
        """The number of basis maps, by a closed formula or by characters; generic if free."""

    def spanning(self, group: Group, signature: Signature) -> int:
        """How many diagrams, or index tuples, there are to look at, counted before any is made."""

    def hom(self, group: Group, signature: Signature) -> Hom | None:
        """A basis as diagrams on the defining axes (and duals); None where there are none.

        Axes of size 1 are no slots of the diagrams.
        """

    def tensors(self, group: Group, signature: Signature) -> Tensors:
        """A basis as exact tensors on all axes; only for groups of constant size."""

    def generators(self, group: Group) -> Generators:
        """Exact generators in the defining representation."""

    def sample(self, group: Group, random: Random) -> Element:
        """A random element; of a group that is not compact one of rapidity at most 1."""


def slot_of(axis: Axis) -> Slot:
    """An axis as the algebra sees it: irreps of size 1 are characters."""
    return Slot(CHARACTERS.get(axis.label, axis.label), axis.dual)
