"""Where the checker leaves its diagnostics."""

from symc.report import CompileError, Diagnostic


class Reports:
    """The diagnostics of a file so far; equal ones count once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(self, *diagnostics: Diagnostic) -> None:
        """Takes diagnostics in; the caller goes on with a poisoned value."""
        self._found.update(dict.fromkeys(diagnostics))

    def raise_all(self) -> None:
        """Raises `CompileError` if anything was reported."""
        if self._found:
            raise CompileError(*self._found)
