"""Results of products of irreps in float16, where they may not fit."""

from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Harmonics, Model

INDENT = 8


def room_lines(model: Model, made: list[str], scope: Scope) -> list[str]:
    """A check of what a model returns, by the names of its values."""
    if not any(isinstance(node.op, TensorProduct | Harmonics) for node in model.nodes):
        return []
    scope.helper("check_half")
    names = tuple_of([f'"{name}"' for name in made])
    return statement("", Call("_check_half", (names, *made)), "", INDENT)
