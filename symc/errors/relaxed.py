"""Diagnostics SYM414 to SYM416 and SYM561 to SYM563: weights that vary over a group."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Span


@diagnostic("SYM414")
def nothing_to_vary(span: Span, call: Span, groups: tuple[str, ...]) -> Diagnostic:
    """`relaxed` on a layer whose inputs no finite group moves.

    The weights of a relaxed layer are multiplied by numbers that vary over the elements of a
    finite group of constant size. Continuous groups, and S(n) of a free size, are kept exactly.
    Signs alone say too little: an axis of size 1 has nothing that could vary.
    """
    moved = (
        f"the inputs are moved by {', '.join(groups)}" if groups else "no group moves the inputs"
    )
    return error(
        "no finite group moves the inputs, so that there is nothing to vary weights over",
        here(span),
        there(call, "of this layer"),
        notes=(moved,),
        helps=("leave `relaxed` out", "`breaking <= 0.1` is a level of any group"),
    )


@diagnostic("SYM415")
def relaxed_beside_level(span: Span, level: str, group: str, at: Span | None) -> Diagnostic:
    """`relaxed` on a layer that has a level of symmetry, too.

    What varies over a group breaks it by an amount that no level bounds, and what a level allows of
    a layer is no longer so once its inputs were multiplied by weights that vary. A statement has
    the one or the other.
    """
    labels = () if at is None else (there(at, "the level"),)
    return error(
        f"`relaxed` beside `{level}`",
        here(span),
        *labels,
        helps=(f"`with {group}: exact` ends the statement, or leave `relaxed` out",),
    )


@diagnostic("SYM416")
def relaxed_rank(span: Span, value: str) -> Diagnostic:
    """A rank that is not a whole number of at least 1.

    With `relaxed = 2` a layer is the sum of two exact ones, each of inputs that were multiplied by
    weights of its own, one for each element of the group.
    """
    return error(
        f"the rank of a relaxed layer is a whole number of at least 1, and {value} is not one",
        here(span),
        helps=("`relaxed = 1`",),
    )


@diagnostic("SYM561")
def relaxed_too_large(span: Span, what: str, count: int, most: int) -> Diagnostic:
    """A relaxed layer over a group with very many elements, or on very long axes.

    There is a weight for each element of the group, and for each of them is kept how it acts on
    all axes of the group together.
    """
    return error(
        f"{what}: {count:,}",
        here(span),
        notes=(f"the compiler takes at most {most:,}",),
        helps=("leave `relaxed` out of this layer",),
        kind="limit",
    )


@diagnostic("SYM562")
def relaxed_beside(span: Span, node: Span, what: str) -> Diagnostic:
    """A relaxed layer in a model with axes that are not taken one group by one.

    All layers of such a model are matrices on the entries of axes, so that `certificate()` can
    bound what is broken. Maps of groups within one another, and of symmetric and alternating
    powers, are found as a whole.
    """
    return error(
        f"`relaxed` is not compiled beside {what}",
        here(span),
        there(node, "in this layer"),
        helps=("write the axes out, or leave `relaxed` out",),
        kind="limit",
    )


@diagnostic("SYM563")
def beside_relaxed_too_large(span: Span, node: Span, count: int, most: int) -> Diagnostic:
    """A layer between long tensors in a model with a relaxed layer.

    All layers of such a model are matrices on the entries of axes of constant size, so that
    `certificate()` can bound what is broken.
    """
    return error(
        f"beside `relaxed` this layer is a matrix of {count:,} entries for every pair of channels",
        here(node),
        there(span, "the relaxed layer"),
        notes=(f"the compiler takes at most {most:,}",),
        helps=("give sizes that need not be constant a free size", "leave `relaxed` out"),
        kind="limit",
    )
