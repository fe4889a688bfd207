"""What there is to say about a spec, as data."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from symc.report.source import Span

Kind = Literal["spec", "limit", "file", "internal"]
"""Whose matter it is: the spec's, a limit of the compiler, a file, or ours."""


class Severity(Enum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A span and what is to be said of it; `^^^` where primary, `---` elsewhere."""

    span: Span
    text: str = ""
    primary: bool = False

    def to_json(self) -> dict[str, object]:
        """The label as plain data."""
        source = self.span.source
        return {
            "path": source.name,
            "start": _place(source.position(self.span.start)),
            "end": _place(source.position(self.span.end)),
            "text": self.text,
            "primary": self.primary,
        }


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message, with the places it is about and what to do."""

    code: str
    severity: Severity
    message: str
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    kind: Kind = "spec"

    @property
    def primary(self) -> Label | None:
        """The label that it is mainly about: the first primary one, else the first."""
        leading = [label for label in self.labels if label.primary] or self.labels
        return leading[0] if leading else None

    def to_json(self) -> dict[str, object]:
        """The diagnostic as plain data, ready for `json.dumps`."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "kind": self.kind,
            "message": self.message,
            "labels": [label.to_json() for label in self.labels],
            "notes": list(self.notes),
            "helps": list(self.helps),
        }


class CompileError(Exception):
    """A spec that cannot be compiled, and why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = in_order(diagnostics)

    def __str__(self) -> str:
        from symc.report.drawing import draw_all

        return draw_all(self.diagnostics)


def in_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The same diagnostics, each once: by position, then by code, whole sources together."""
    sources: dict[str, int] = {}
    for diagnostic in diagnostics:
        if diagnostic.primary:
            sources.setdefault(diagnostic.primary.span.source.name, len(sources))

    def place(diagnostic: Diagnostic) -> tuple[int, int, str]:
        label = diagnostic.primary
        if label is None:
            return (-1, 0, diagnostic.code)
        return (sources[label.span.source.name], label.span.start, diagnostic.code)

    return tuple(sorted(dict.fromkeys(diagnostics), key=place))


def _place(position: tuple[int, int]) -> dict[str, int]:
    return {"line": position[0], "column": position[1]}
