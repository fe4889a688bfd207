"""Diagnostics SYM9xx: mistakes of ours."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM901")
def internal(stage: str, exception: str, path: str) -> Diagnostic:
    """A mistake of the compiler, not of the spec.

    Please report it, with the spec and the output of the same command under `SYMC_DEBUG=1`, which
    prints where in the compiler it happened.
    """
    about = f" while compiling `{path}`" if path else ""
    return error(
        f"symc itself failed in `{stage}`{about}: {exception}",
        notes=("this is a mistake of the compiler, not of the spec: please report it",),
        helps=("`SYMC_DEBUG=1` prints where it happened; add that and the spec to the report",),
        kind="internal",
    )
