"""What the language has and this version does not compile yet, by name."""

from symc.check.reports import Reports
from symc.errors import plans
from symc.ir.levels import Bound, Enforced, Exact, Free, Learned, Loosened, Mode, Prior
from symc.report import Diagnostic, Span

FUNCTIONS: tuple[str, ...] = ()
"""Functions of the language that have no file in `symc/layers` yet."""

LEVELS: tuple[type[Mode], ...] = (Exact, Free, Bound, Prior, Learned, Enforced)
"""Levels that are compiled."""

_NEAR: dict[str, str] = {}


def function(span: Span, name: str) -> Diagnostic:
    """The diagnostic for a function of the language that comes later."""
    return plans.layer_later(span, name, _NEAR.get(name, ""))


def report_levels(reports: Reports, found: tuple[Loosened, ...]) -> None:
    """Reports levels of the language that come later."""
    for level in (level for each in found for level in each.levels):
        if not isinstance(level.mode, LEVELS) and level.span is not None:
            text = " ".join(level.span.text.split(":", 1)[-1].split())
            reports.add(plans.level_later(level.span, text))
