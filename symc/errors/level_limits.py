"""Diagnostics SYM55x: where levels of symmetry are not compiled."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Span


@diagnostic("SYM551")
def levels_beside(span: Span, node: Span, level: str, what: str) -> Diagnostic:
    """A level on a layer with axes that bands are not known for.

    The maps of groups within one another, and of symmetric and alternating powers, are found as a
    whole; there is no projector for each group by itself.
    """
    return error(
        f"`{level}` is not compiled beside {what}",
        here(span),
        there(node, "in this layer"),
        helps=("say `exact` for this statement, or write the axes out",),
        kind="limit",
    )


@diagnostic("SYM552")
def level_too_large(span: Span, node: Span, level: str, count: int, most: int) -> Diagnostic:
    """A level on a layer between tensors with very many entries.

    What breaks a symmetry has a weight for every pair of entries that its group moves, and
    projectors are matrices on all of them.
    """
    return error(
        f"`{level}` would need {count:,} weights for every pair of channels",
        here(span),
        there(node, "in this layer"),
        notes=(f"the compiler writes out at most {most:,}",),
        helps=("break the symmetry where tensors have fewer axes",),
        kind="limit",
    )


@diagnostic("SYM553")
def bound_beside_matrices(span: Span, node: Span, level: str) -> Diagnostic:
    """A bound on a layer of tensors with two axes of points whose number is free.

    How far such a layer stretches depends on the number of points in a way that no bound for every
    number is known of. Priors and learned levels need none.
    """
    return error(
        f"`{level}` has no bound for every number of points",
        here(span),
        there(node, "a value here has two axes of a free size"),
        helps=("`breaking ~ 0.1` or `breaking learned`", "give the size a constant"),
    )
