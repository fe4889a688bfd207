"""`gradient(energy, position)`."""

from dataclasses import replace

from symc.algebra.duals import dual
from symc.errors import euclidean as errors
from symc.ir.graphs import each_of, with_parts
from symc.ir.spatial import Gradient as GradientOp
from symc.ir.symmetry import Axis, Part, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.reach import refuse


class Gradient:
    """The derivative of a number by an argument of the model or layer, for each item of a batch.

    It has the type of the argument with every axis dual, which leaves permuted and rotated axes as
    they are, and vectors for points. Forces are minus the derivative of the energy. It is computed
    by operations like any other, so that a loss of forces can be learned from.
    """

    name = "gradient"
    summary = "gradient(energy, position): the derivative of a number by an argument"
    example = """\
group Rot = O(3)
model Force(v: 4 [Rot]) -> 4 [Rot] {
    energy = linear(silu(linear(dot(v, v) -> 8 [])) -> [])
    return -gradient(energy, v)
}
"""
    signature = Signature(
        usage="gradient(energy, position)",
        least=2,
        most=2,
        sited=True,
        points=True,
        keeps=False,
        argument=True,
    )

    def apply(self, call: Call) -> Term:
        """One node for all tensors of the argument."""
        energy, argument = call.arguments
        if call.is_complex:
            refuse(errors.real_only(call.name.span, self.name))
        if energy.type != Part(()):
            site = each_of(energy.type) if isinstance(energy.type, Part) else ""
            help_ = f"`sum(x over {site})` is one" if site else "`linear(x -> [])` is one"
            why = f"`gradient` is of one number, [], and this is {energy.type}"
            refuse(errors.bad_gradient(call.spans[0], why, (help_,)))
        parts = tuple(map(_dual, tensors_of(argument.type)))
        result = call.site.term(with_parts(argument.type, parts))
        inputs = (*energy.values, *argument.values)
        call.site.several(GradientOp(), inputs, result.values)
        return result


def _dual(part: Part) -> Part:
    return replace(part, axes=tuple(map(_dual_axis, part.axes)))


def _dual_axis(axis: Axis) -> Axis:
    return replace(axis, label="") if axis.is_point else dual(axis)
