"""`bessel(r, 8, cutoff = 5.0)`, `gaussians(r, 16, cutoff = 5.0)`."""

from dataclasses import dataclass, replace
from typing import Literal

from symc.algebra.motion import motion_of
from symc.errors import euclidean as errors
from symc.ir.graphs import with_parts
from symc.ir.spatial import Radial as RadialOp
from symc.ir.symmetry import Part, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.reach import refuse

MOST = 4_096


@dataclass(frozen=True, slots=True)
class Radial:
    """Functions of a length that go to 0 at the cutoff, with their first two derivatives.

    `bessel` are the n-th spherical waves sqrt(2/c) sin(n pi r/c) / r, `gaussians` bells at equal
    distances from 0 to c, as wide as these distances; both times 1 - 28 x^6 + 48 x^7 - 21 x^8 with
    x = r/c, and 0 beyond the cutoff c. They stand in the channels, for each channel of r in a row.
    """

    name: Literal["bessel", "gaussians"]
    summary: str

    @property
    def example(self) -> str:
        """Lengths, expanded."""
        return f"""\
group Rot = O(3)
model Waves(v: [Rot]) -> 8 [] {{
    return {self.name}(norm(v), 8, cutoff = 5.0)
}}
"""

    @property
    def signature(self) -> Signature:
        """Lengths, how many functions, and the cutoff."""
        return Signature(
            usage=f"{self.name}(r, 8, cutoff = 5.0)",
            extras=(Setting("count", number=True),),
            options=(Setting("cutoff", number=True),),
            keeps=False,
        )

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (r,) = call.arguments
        if call.is_complex:
            refuse(errors.real_only(call.name.span, self.name))
        check_numbers(call, r)
        count, cutoff = call.number("count", 0), call.number("cutoff", 0)
        if count.denominator != 1 or not 1 <= count <= MOST:
            why = f"`{self.name}` takes 1 to {MOST:,} functions"
            refuse(errors.bad_radial(call.settings_spans["count"], why))
        if cutoff <= 0:
            span = call.settings_spans.get("cutoff", call.site.span)
            refuse(errors.bad_radial(span, f"`{self.name}` needs a positive `cutoff`"))
        parts = tuple(
            replace(part, multiplicity=part.channels * int(count)) for part in tensors_of(r.type)
        )
        result = call.site.term(with_parts(r.type, parts))
        for source, output in zip(r.values, result.values, strict=True):
            call.site.one(RadialOp(self.name, int(count), cutoff), (source.name,), output)
        return result


def check_numbers(call: Call, x: Term) -> None:
    """Raises where something turns the entries of a part."""
    refuse(
        *(
            errors.not_numbers(call.name.span, call.spans[0], call.name.text, part)
            for part in dict.fromkeys(tensors_of(x.type))
            if part.is_flat or _is_moved(part)
        )
    )


def _is_moved(part: Part) -> bool:
    return motion_of(part) != "permutation"


KINDS = (
    Radial("bessel", "bessel(r, 8, cutoff = 5.0): spherical waves of a length, 0 at the cutoff"),
    Radial("gaussians", "gaussians(r, 16, cutoff = 5.0): bells of a length, 0 at the cutoff"),
)
