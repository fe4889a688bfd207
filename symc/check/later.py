"""What the language has and this version does not compile yet, by name."""

from symc.errors import plans
from symc.report import Diagnostic, Span

FUNCTIONS: tuple[str, ...] = ()
"""Functions of the language that have no file in `symc/layers` yet."""

_NEAR: dict[str, str] = {}


def function(span: Span, name: str) -> Diagnostic:
    """The diagnostic for a function of the language that comes later."""
    return plans.layer_later(span, name, _NEAR.get(name, ""))
