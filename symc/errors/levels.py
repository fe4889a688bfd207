"""Diagnostics SYM4xx: levels of symmetry."""

from symc.errors.catalogue import diagnostic, error, here, there, warning
from symc.report import Diagnostic, Span


@diagnostic("SYM401")
def level_of_stranger(span: Span, group: str, groups: tuple[str, ...]) -> Diagnostic:
    """A level for a group that no type of the model names.

    The symmetry group of a model is the product of the groups that its types name. Of any other
    there is nothing to keep or to break.
    """
    has = f"groups of its types: {', '.join(groups)}" if groups else "its types name no group"
    return error(f"no type here names the group {group}", here(span), notes=(has,))


@diagnostic("SYM402")
def level_twice(span: Span, first: Span, group: str) -> Diagnostic:
    """Two levels for one group in one place."""
    return error(f"the level of {group} is set twice", here(span), there(first, "the first"))


@diagnostic("SYM403")
def not_a_level(span: Span, value: str) -> Diagnostic:
    """An amount of breaking that is negative."""
    return error(
        f"the amount of breaking is a number of at least 0, and {value} is not one",
        here(span),
        helps=("`exact` breaks nothing",),
    )


@diagnostic("SYM404")
def not_a_subgroup(span: Span, sub: str, whole: str, why: str, declared: Span | None) -> Diagnostic:
    """A level for, or down to, a group that is not a subgroup.

    A level is that of a group that the types name, or of a subgroup of one: a stabilizer, or a
    group on the same coordinates all of whose generators lie in it. Each generator is checked.
    """
    labels = () if declared is None else (there(declared, f"{sub} is declared here"),)
    return error(f"{sub} is not a subgroup of {whole}", here(span), *labels, notes=(why,))


@diagnostic("SYM405")
def level_of_free_size(span: Span, group: str, size: str, named: Span) -> Diagnostic:
    """A level of a group whose size is read from the tensors.

    What breaks a symmetry has a weight for every entry of an axis, so that their number must be
    known. Only `exact` and `by` need no constant size.
    """
    return error(
        f"a level needs a group of constant size, and {group} has the free size `{size}`",
        here(span),
        helps=(f"`size {size} = 5` makes it a constant",),
    )


@diagnostic("SYM406")
def unknown_norm(span: Span, name: str, norms: tuple[str, ...]) -> Diagnostic:
    """A norm that bounds are not measured in.

    `op`, the default, is the largest factor by which a matrix stretches a vector; `haar` the root
    of the sum of squares, which is what the mean over the group of the squared change measures;
    `rate` bounds the derivative along the generators of the group.
    """
    return error(f"`{name}` is not a norm of a level", here(span), notes=(", ".join(norms),))


@diagnostic("SYM407")
def unknown_quantity(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A range that is measured in something else than a rapidity or a factor.

    A boost of rapidity r, and a matrix of GL, SL or Sp that stretches by a factor f, change lengths
    by at most exp(r), or f, and at least by one over that.
    """
    return error(
        f"`{name}` is not what a range is measured in", here(span), notes=(", ".join(known),)
    )


@diagnostic("SYM408")
def quantity_too_small(span: Span, name: str, value: str, least: int) -> Diagnostic:
    """A range that holds no element of the group."""
    return error(f"a {name} is at least {least}, and {value} is less", here(span))


@diagnostic("SYM409")
def reach_needed(span: Span, group: str, text: str) -> Diagnostic:
    """A bound over all of a group that is not compact.

    Boosts, scalings and shears change vectors by any factor, so that what a small broken part does
    has no bound over the whole group. A bound then says how far out it is meant.
    """
    return error(
        f"{group} = {text} is not compact, so that a bound needs a range",
        here(span),
        helps=("`breaking <= 0.1 for rapidity <= 2.0`, or `~` or `rate`, which need none",),
    )


@diagnostic("SYM410")
def rate_of_finite(span: Span, group: str, text: str) -> Diagnostic:
    """A bound on the derivative along a group that has none: its elements are isolated."""
    return error(
        f"{group} = {text} is finite, and has no rate", here(span), helps=("`haar` or `op`",)
    )


@diagnostic("SYM411")
def levels_conflict(span: Span, other: Span, level: str, held: str) -> Diagnostic:
    """A level of a subgroup that contradicts the level of the group which holds it.

    What keeps a group keeps every subgroup, at least to the same extent. So a subgroup can be given
    a stricter level than its group, never a looser one, unless the group has no level of its own.
    """
    return error(
        f"`{level}` contradicts `{held}`, which holds for every subgroup",
        here(span),
        there(other, "the level of the whole group"),
    )


@diagnostic("SYM412")
def level_without_effect(span: Span, level: str) -> Diagnostic:
    """A level that nothing can use.

    No linear layer where it holds has a map that breaks the group, and keeps what the level says is
    kept in any case: the residual is empty. The model is the same as with `exact`.
    """
    return warning(
        f"`{level}` has no effect: no map here breaks the symmetry",
        here(span),
        helps=("leave it out",),
    )


@diagnostic("SYM413")
def bounds_clash(span: Span, first: str, second: str, axes: str) -> Diagnostic:
    """A bound for groups whose projectors do not commute.

    The maps that keep a group are the range of an orthogonal projector. Those of subgroups of one
    another commute and split all maps into orthogonal bands, each of which can be bounded by
    itself. Where two do not commute, what breaks one group cannot be told from what breaks the
    other, and only priors and learned levels mean anything.
    """
    return error(
        f"no bound: the projectors of {first} and {second} do not commute",
        here(span),
        notes=(
            f"on maps from {axes}, neither group holds the other, and what one of them keeps is "
            "neither kept by the other nor orthogonal to what it keeps",
        ),
        helps=("`breaking ~ 0.1` or `breaking learned` for each of them",),
    )


@diagnostic("SYM417")
def idle_range(span: Span, why: str) -> Diagnostic:
    """A range where nothing depends on one.

    `for rapidity <= 2.0` says how far out a bound is meant in a group that is not compact. A bound
    under a compact group holds for all of it, and where nothing is bounded there is nothing to
    limit.
    """
    return error("this range limits nothing", here(span), notes=(why,), helps=("leave it out",))


@diagnostic("SYM418")
def prior_in_norm(span: Span) -> Diagnostic:
    """A prior in the largest singular value.

    A prior is a quadratic form in the weights: it measures what breaks a symmetry by the sum of the
    squares, `haar`, or by that of the derivatives along the group, `rate`. `op` is for bounds.
    """
    return error(
        "a prior is measured in `haar` or `rate`", here(span), helps=("`haar` is the default here",)
    )
