"""Diagnostics SYM4xx: levels of symmetry."""

from symc.errors.catalogue import diagnostic, error, here, there
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
