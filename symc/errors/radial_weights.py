"""Diagnostics SYM583-SYM584: weights that a product of irreps makes itself."""

from symc.errors.catalogue import diagnostic, error, here
from symc.report import Diagnostic, Span


@diagnostic("SYM583")
def no_radial_weights(option: Span) -> Diagnostic:
    """`radial_precision` of a product whose weights no `mlp` makes.

    With that option a product makes the weights of its entries itself, by the last layer of the
    perceptron that is given as `weights = mlp(...)`, and never stores them.
    """
    return error(
        "`radial_precision` is of weights that an `mlp` makes for every entry",
        here(option),
        helps=("write `weights = mlp(r, 64, 64)`, or leave the option out",),
    )


@diagnostic("SYM584")
def radial_channelwise(option: Span, other: str) -> Diagnostic:
    """`radial_precision` together with `mode = full`, `gaunt` or `cp`.

    Where channels are mixed, the weights of an entry are matrices, which are multiplied as they
    stand; factors of products are, too. Only channelwise products by couplings make their weights
    as they go.
    """
    return error(
        f"`{other}` stores the weights of all entries, and has no `radial_precision`",
        here(option),
        helps=("write `mode = channelwise` without an algorithm, or leave the option out",),
    )
