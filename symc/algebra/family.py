"""What a group family must say about itself; one file per family in `symc.algebra.families`."""

from typing import Literal, Protocol

from symc.ir.diagram import Hom
from symc.ir.symmetry import Extent

Action = Literal["permutation", "signed permutation", "orthogonal"]
"""How the defining representation moves a basis; decides which pointwise functions commute."""


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
    def action(self) -> Action:
        """What kind of matrices the group acts by."""

    def problem(self, parameters: tuple[Extent, ...]) -> str | None:
        """Why these parameters name no group of the family, or None."""

    def dimension(self, size: Extent, points: int) -> int:
        """The closed formula for the invariants of `points` tensor factors; generic if free."""

    def spanning(self, size: Extent, points: int) -> int:
        """How many diagrams there are before the small-n rule, counted before any is made."""

    def hom(self, size: Extent, bottom: int, top: int) -> Hom:
        """A basis of the equivariant maps from `bottom` to `top` tensor factors, as diagrams."""
