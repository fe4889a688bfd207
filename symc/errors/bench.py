"""Diagnostics SYM74x: models that are timed, and specs in notebooks."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM741")
def no_device() -> Diagnostic:
    """`symc bench --device cuda` where torch finds no GPU."""
    return error(
        "torch finds no CUDA device here", helps=("leave out `--device`, or say cpu",), kind="file"
    )
