"""The operations of a model gathered into the calls that they were written as."""

from collections.abc import Iterable
from dataclasses import dataclass

from symc.ir.model import Bilinear, Linear, Node


@dataclass(frozen=True, slots=True)
class Gathered:
    """The nodes of one call, in order, under the words that their names share."""

    nodes: tuple[Node, ...]

    @property
    def name(self) -> str:
        """`h2` for the nodes `h2_gates`, `h2_inv` and `h2_rot`.

        A single node keeps its own name.
        """
        first, *others = (node.name.split("_") for node in self.nodes)
        shared = len(first)
        for words in others:
            same = [a == b for a, b in zip(first, words, strict=False)]
            shared = min(shared, same.index(False) if False in same else len(same))
        return "_".join(first[:shared]) or self.nodes[0].name


def gather(nodes: Iterable[Node]) -> tuple[Gathered, ...]:
    """Neighbouring nodes of one call together; each turn of a `repeat` is a call of its own."""
    found: list[list[Node]] = []
    for node in nodes:
        if found and _belongs(node, found[-1]):
            found[-1].append(node)
        else:
            found.append([node])
    return tuple(Gathered(tuple(group)) for group in found)


def _belongs(node: Node, group: list[Node]) -> bool:
    first = group[0]
    if (node.text, node.span) != (first.text, first.span):
        return False
    kin = [other for other in group if type(other.op) is type(node.op)]
    if kin and isinstance(node.op, Linear | Bilinear):
        return False
    made = {value.name for other in kin for value in other.outputs}
    return not made & set(node.inputs)
