"""Values that are the spherical harmonics of one vector, for which there is a frame."""

from collections.abc import Iterable, Sequence

from symc.ir.model import Harmonics, Node


def harmonics_of(names: Sequence[str], nodes: Iterable[Node]) -> Node | None:
    """The node of harmonics that makes all of these, one vector for every entry, if one does.

    Only then is there a frame in which all of them but order 0 vanish.
    """
    wanted = set(names)
    makers = [node for node in nodes if any(value.name in wanted for value in node.outputs)]
    if len(makers) != 1 or not isinstance(makers[0].op, Harmonics):
        return None
    made = {value.name for value in makers[0].outputs if value.part.channels == 1}
    return makers[0] if wanted <= made else None
