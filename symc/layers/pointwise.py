"""Functions of single entries: `relu`, `tanh`, ..."""

from dataclasses import dataclass

from symc.algebra import action_of
from symc.errors import layers as errors
from symc.ir.model import Pointwise as PointwiseOp
from symc.ir.symmetry import Part
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse

ODD = ("tanh", "sin")
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


def allowed(function: str, part: Part) -> bool:
    """Whether a function of single entries commutes with what moves a part."""
    actions = {action_of(axis.group) for axis in part.axes}
    if "orthogonal" in actions:
        return False
    return function in ODD or actions <= {"permutation"}


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A function of every entry by itself.

    Allowed exactly where the action commutes with it: any function on permuted and plain axes, odd
    ones (`tanh`, `sin`) on signed permutations, none on rotated axes; `gate` and `norm_act` are for
    those.
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
                    call.name.span, self.name, call.spans[0], part, call.declared
                )
                for part in dict.fromkeys(x.parts)
                if not allowed(self.name, part)
            )
        )
        return call.site.part_by_part(lambda part: PointwiseOp(self.name), x)


KINDS = tuple(map(Pointwise, FUNCTIONS))
