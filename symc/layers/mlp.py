"""`mlp(x, 64, 64 -> T)`."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from symc.errors import euclidean as errors
from symc.errors import plans
from symc.ir.model import Pointwise, Value
from symc.ir.spatial import Dense
from symc.ir.symmetry import Part, parts_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.radial import check_numbers
from symc.layers.reach import MOST_WEIGHTS, refuse

SILU = Fraction(16, 45)
"""The mean square of silu of a standard normal number, about 0.3557."""


class Mlp:
    """A perceptron over the channels of invariant features, at every entry of their other axes.

    The numbers are the sizes of its hidden layers, with `silu` between them; all layers have
    biases. The parts of `x` and of `T` have the same axes, and none that is rotated.
    """

    name = "mlp"
    summary = "mlp(x, 64, 64 -> T): a perceptron over the channels, entry by entry"
    example = """\
size n
group Items = S(n)
model Features(x: 3 [Items]) -> 8 [Items] {
    return mlp(x, 16, 16 -> 8 [Items])
}
"""
    signature = Signature(usage="mlp(x, 64, 64 -> T)", target=True, sizes=True)

    def apply(self, call: Call) -> Term:
        """A dense node and a pointwise one for each hidden layer, and a dense one at the end."""
        (x,) = call.arguments
        if call.is_complex:
            refuse(errors.real_only(call.name.span, self.name))
        check_numbers(call, x)
        self._check_axes(call, x)
        self._check_weights(call, x)
        values, gain = x.values, Fraction(1)
        for size in call.sizes:
            hidden = call.site.within("hidden")
            term = hidden.term(replace(_alone(x.parts[0]), multiplicity=size))
            call.site.one(Dense(gain), tuple(v.name for v in values), term.values[0])
            place = call.site.within("silu")
            output = place.term(term.type).values[0]
            call.site.one(Pointwise("silu"), term.names, output)
            values, gain = (output,), SILU
        return self._last(call, values, gain)

    def _last(self, call: Call, values: tuple[Value, ...], gain: Fraction) -> Term:
        return call.site.node(Dense(gain), (Term(_type(values), values),), call.wanted)

    def _check_axes(self, call: Call, x: Term) -> None:
        first = x.parts[0]
        refuse(
            *(
                errors.unlike_entries(call.name.span, call.target_span, first, part)
                for part in dict.fromkeys((*x.parts, *parts_of(call.wanted)))
                if part.axes != first.axes or part.powers
            )
        )

    def _check_weights(self, call: Call, x: Term) -> None:
        widths = (
            sum(part.channels for part in x.parts),
            *call.sizes,
            sum(part.channels for part in parts_of(call.wanted)),
        )
        count = sum(a * b for a, b in pairwise(widths))
        if count > MOST_WEIGHTS:
            refuse(plans.too_many_weights(call.name.span, count, MOST_WEIGHTS))


def _alone(part: Part) -> Part:
    return replace(part, multiplicity=None)


def _type(values: tuple[Value, ...]) -> Part:
    return values[0].part
