"""Where the checker leaves its diagnostics."""

from symc.report import Diagnostic, Severity, in_order


class Reports:
    """The diagnostics of a file so far; equal ones count once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(self, *diagnostics: Diagnostic) -> None:
        """Takes diagnostics in; the caller goes on with a poisoned value."""
        self._found.update(dict.fromkeys(diagnostics))

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """Everything reported so far, warnings too, in order."""
        return in_order(tuple(self._found))

    @property
    def failed(self) -> bool:
        """Whether anything is wrong; a warning is not."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self._found)
