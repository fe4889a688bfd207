"""What commands need that run generated modules."""

import importlib.util

from symc.errors import verified as errors
from symc.report import CompileError


def need_torch() -> None:
    """Refuses to go on without torch."""
    if importlib.util.find_spec("torch") is None:
        raise CompileError(errors.no_torch())
