"""Texts, spans and diagnostics; knows nothing of symmetry."""

from symc.report.diagnostic import CompileError, Diagnostic, Kind, Label, Severity, in_order
from symc.report.drawing import draw, draw_all
from symc.report.nearest import nearest
from symc.report.source import NOWHERE, Source, Span

__all__ = [
    "NOWHERE",
    "CompileError",
    "Diagnostic",
    "Kind",
    "Label",
    "Severity",
    "Source",
    "Span",
    "draw",
    "draw_all",
    "in_order",
    "nearest",
]
