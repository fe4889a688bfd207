"""The last layer of the perceptron that makes the weights of a product, as part of the product.

The weights of an entry are a row of numbers for each path, far longer than the hidden layer that
they are made of; products that ask for it read that layer, and store no weights.
"""

from dataclasses import replace
from fractions import Fraction

from symc.ir.irrep_product import Giver, Radial, TensorProduct
from symc.ir.model import Model, Value
from symc.ir.parameters import Vector, Weight
from symc.ir.spatial import Dense
from symc.schedule.dead import giver_of
from symc.schedule.names import Names
from symc.schedule.sparse import dense_parameters

Parameters = tuple[Weight, Vector]


def with_radial(model: Model) -> Model:
    """The same function: products that ask for it, and alone read their weights, make them."""
    for node in model.nodes:
        op = node.op
        if not isinstance(op, TensorProduct) or not op.precision:
            continue
        giver = giver_of(node, model)
        if giver is None:
            continue
        at = op.split + op.others
        inputs = (*node.inputs[:at], *giver.inputs, *node.inputs[at + 1 :])
        (value,) = giver.outputs
        gain = giver.op.gain if isinstance(giver.op, Dense) else Fraction(1)
        told = Giver(giver.name, value.part.channels, gain)
        made = replace(node, op=replace(op, giver=told), inputs=inputs)
        kept = (made if n is node else n for n in model.nodes if n is not giver)
        model = replace(model, nodes=tuple(kept))
    return model


def radial_of(giver: Giver, hidden: tuple[Value, ...], names: Names) -> tuple[Radial, Parameters]:
    """What the weights of a product are made of, and the parameters of that."""
    parts = tuple(value.part for value in hidden)
    made = dense_parameters(giver.name, parts, (giver.count,), giver.gain, names)
    values = tuple((value.name, value.part) for value in hidden)
    return Radial(values, *(each.name for each in made)), made
