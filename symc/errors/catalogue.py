"""Every diagnostic by its code, and the words that they are built of."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec

from symc.report import Diagnostic, Kind, Label, Severity, Span

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Entry:
    """A code and the long explanation that `symc explain` prints."""

    code: str
    name: str
    explanation: str

    @property
    def title(self) -> str:
        """The first line of the explanation."""
        return self.explanation.partition("\n")[0]


_ENTRIES: dict[str, Entry] = {}


def diagnostic(code: str) -> Callable[[Callable[P, Diagnostic]], Callable[P, Diagnostic]]:
    """Gives a function's diagnostics their code, and the code its explanation."""

    def register(function: Callable[P, Diagnostic]) -> Callable[P, Diagnostic]:
        if code in _ENTRIES:
            raise ValueError(f"{code} is taken by {_ENTRIES[code].name}")
        explanation = inspect.cleandoc(function.__doc__ or "")
        if not explanation:
            raise ValueError(f"{code} is not explained")
        _ENTRIES[code] = Entry(code, function.__name__, explanation)

        @wraps(function)
        def coded(*args: P.args, **kwargs: P.kwargs) -> Diagnostic:
            return replace(function(*args, **kwargs), code=code)

        return coded

    return register


def explain(code: str) -> Entry | None:
    """What is known of a code, in capitals or not."""
    return _ENTRIES.get(code.upper())


def entries() -> tuple[Entry, ...]:
    """Every registered code, in order."""
    return tuple(_ENTRIES[code] for code in sorted(_ENTRIES))


def error(
    message: str,
    *labels: Label,
    notes: tuple[str, ...] = (),
    helps: tuple[str, ...] = (),
    kind: Kind = "spec",
) -> Diagnostic:
    """A diagnostic that stops the compiler."""
    return Diagnostic("", Severity.ERROR, message, labels, notes, helps, kind)


def warning(
    message: str, *labels: Label, notes: tuple[str, ...] = (), helps: tuple[str, ...] = ()
) -> Diagnostic:
    """A diagnostic that does not."""
    return Diagnostic("", Severity.WARNING, message, labels, notes, helps)


def note(
    message: str, *labels: Label, notes: tuple[str, ...] = (), helps: tuple[str, ...] = ()
) -> Diagnostic:
    """Something to know."""
    return Diagnostic("", Severity.NOTE, message, labels, notes, helps)


def here(span: Span, text: str = "") -> Label:
    """The place that a diagnostic is about: `^^^`."""
    return Label(span, text, primary=True)


def there(span: Span, text: str = "") -> Label:
    """A place that has to do with it: `---`."""
    return Label(span, text)
