"""Functions of single entries: `relu`, `tanh`, ..."""

from dataclasses import dataclass

from symc.algebra.motion import motion_of
from symc.errors import moved as errors
from symc.ir.model import Pointwise as PointwiseOp
from symc.ir.symmetry import Part
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse

ODD = ("tanh", "sin")
HOMOGENEOUS = ("relu", "abs")
FUNCTIONS = (
    "relu",
    "gelu",
    "silu",
    "tanh",
    "sigmoid",
    "softplus",
    "abs",
    "square",
    "sin",
    "cos",
)


def allowed(function: str, part: Part, is_complex: bool = False) -> bool:
    """Whether a function of single entries commutes with what moves a part.

    Of complex values only `square` is one. Any function commutes with permutations, odd ones also
    with changes of sign, and those that scale along with positive factors; none with the rest.
    """
    if is_complex and function != "square":
        return False
    match motion_of(part):
        case "permutation":
            return True
        case "signed permutation":
            return function in ODD
        case "scaling":
            return function in HOMOGENEOUS
    return False


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A function of every entry by itself.

    Allowed exactly where the action commutes with it: any function on permuted and plain axes, odd
    ones (`tanh`, `sin`) on signed permutations and antisymmetric parts, none on rotated axes;
    `gate` and `norm_act` are for those. Of complex values there is only `square`.
    """

    name: str

    @property
    def summary(self) -> str:
        """One line."""
        return f"{self.name}(x): {self.name} of every entry of permuted and plain axes"

    @property
    def example(self) -> str:
        """A set, transformed."""
        return f"""\
size n
group Items = S(n)
model Features(items: 3 [Items]) -> 3 [Items] {{
    return {self.name}(items)
}}
"""

    @property
    def signature(self) -> Signature:
        """One value, and nothing else."""
        return Signature(usage=f"{self.name}(x)")

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        (x,) = call.arguments
        refuse(
            *(
                errors.pointwise_on_rotated(
                    call.name.span, self.name, call.spans[0], part, call.declared, call.is_complex
                )
                for part in dict.fromkeys(x.parts)
                if not allowed(self.name, part, call.is_complex)
            )
        )
        return call.site.part_by_part(lambda part: PointwiseOp(self.name), x)


KINDS = tuple(map(Pointwise, FUNCTIONS))
