"""The steps on single vectors in space."""

from dataclasses import dataclass

from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Harmonize:
    """The spherical harmonics of the direction along one axis of a value, degree by degree.

    `part` is the type of the source, `parts` are those of the targets, from degree 0 on.
    """

    source: str
    targets: tuple[str, ...]
    part: Part
    parts: tuple[Part, ...]
    axis: int
    degree: int
