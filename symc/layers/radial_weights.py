"""`radial_precision = ...` of a product of irreps: where it may make its weights itself."""

from dataclasses import replace
from typing import get_args

from symc.errors import radial_weights as errors
from symc.ir.form import Precision
from symc.ir.irrep_product import TensorProduct
from symc.ir.spatial import Dense
from symc.layers.emission import Term
from symc.layers.kind import Call
from symc.layers.reach import refuse

OPTION = "radial_precision"


def with_precision(call: Call, op: TensorProduct) -> TensorProduct:
    """The operation with the precision of its weights, if that is asked for and has a meaning."""
    if OPTION not in call.settings_spans:
        return op
    option = call.settings_spans[OPTION]
    if op.weights != "entry":
        refuse(errors.no_radial_weights(option))
    if op.mode == "full":
        refuse(errors.radial_channelwise(option, "mode = full"))
    if op.algorithm != "cg":
        refuse(errors.radial_channelwise(option, f"algorithm = {op.algorithm}"))
    given = call.word(OPTION, "ieee")
    (word,) = (each for each in get_args(Precision) if each == given)
    return replace(op, precision=word)


def check_giver(call: Call, op: TensorProduct, weights: Term) -> None:
    """Raises where the weights that a product shall make are not those of a perceptron."""
    if op.precision is None:
        return
    names = {value.name for value in weights.values}
    makers = [n for n in call.site.emitter.nodes if names & {v.name for v in n.outputs}]
    if len(makers) != 1 or not isinstance(makers[0].op, Dense):
        refuse(errors.no_radial_weights(call.settings_spans[OPTION]))
