"""Diagnostics SYM451-454: inputs that do not transform."""

from symc.errors.catalogue import diagnostic, error, here, warning
from symc.report import Diagnostic, Span

USAGE = "by input(8, drop = 0.1)"


@diagnostic("SYM451")
def input_usage(span: Span, why: str) -> Diagnostic:
    """Inputs that do not transform, written in another way than `by input(8, drop = 0.1)`.

    The number says how many vectors of the group every `linear` in reach is fed beside its own
    arguments. They are parameters that no element of the group moves; in training all of them are
    left out with the probability `drop`, and `strict()` leaves them out at any time.
    """
    return error(f"{why}", here(span), helps=(f"write `{USAGE}`; `drop` may be left out",))


@diagnostic("SYM452")
def input_of_group(span: Span, group: str, why: str) -> Diagnostic:
    """A group that has no vectors which could be fed as inputs.

    The inputs are vectors of the defining representation, stored as parameters: they need as many
    numbers as the group has coordinates.
    """
    return error(f"{group} cannot be broken by inputs: {why}", here(span))


@diagnostic("SYM453")
def input_beside_graph(span: Span, group: str) -> Diagnostic:
    """Inputs that do not transform in a model that takes a graph.

    The points of several graphs are joined end to end, without a batch axis that such inputs could
    be spread over. This version does not feed them there.
    """
    return error(
        f"{group} cannot be broken by inputs at points that meet along edges",
        here(span, "a layer for each point or edge"),
        helps=("pass the adjacency as a value `[Atoms, Atoms]`",),
    )


@diagnostic("SYM454")
def input_without_effect(span: Span, group: str) -> Diagnostic:
    """Inputs that do not transform, where no `linear` takes them in.

    They are fed to every call of `linear` in reach of the line, and there is none.
    """
    return warning(
        f"nothing breaks {group}: no `linear` takes these inputs in",
        here(span),
        helps=("put a `linear` in front of other layers, or leave the line out",),
    )


@diagnostic("SYM455")
def input_of_part(span: Span, group: str) -> Diagnostic:
    """Inputs for a subgroup of the group that moves the axes.

    Inputs of a subgroup would break the whole group: the line must be for the group that the types
    name, or for the subgroup where that moves all axes.
    """
    return error(
        f"no axis of this model is moved by {group} itself",
        here(span),
        helps=("write the line for the group that the types name",),
    )
