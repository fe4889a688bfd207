"""Calls of models that are modules of their own."""

from symc.ir.model import Node
from symc.ir.submodels import Submodel, Submodule
from symc.schedule.names import Names


def submodule(node: Node, op: Submodel, names: Names) -> Submodule:
    """One call, with the attribute that holds the module."""
    word = op.name.lower()
    return Submodule(
        names.weight(node.name if node.name.endswith(word) else f"{node.name}_{word}"),
        op.name,
        node.inputs,
        op.arguments,
        tuple(value.name for value in node.outputs),
        tuple(value.part for value in node.outputs),
        op.result,
        op.graphs,
    )
