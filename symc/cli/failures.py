"""From exceptions to diagnostics, and from diagnostics to text, JSON and an exit code."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath

import click

from symc.errors import files, internal
from symc.report import CompileError, Diagnostic, Severity, draw_all

SPEC, LIMIT, FILE, INTERNAL = 1, 3, 4, 70

Failures = tuple[Diagnostic, ...]


@contextmanager
def guard(path: str) -> Iterator[None]:
    """Whatever fails inside fails as a `CompileError`, but for what the user asked for."""
    try:
        yield
    except (CompileError, click.ClickException, click.exceptions.Exit, BrokenPipeError):
        raise
    except RecursionError:
        raise CompileError(files.too_deep(path)) from None
    except MemoryError:
        raise CompileError(files.out_of_memory(path)) from None
    except Exception as problem:
        raise CompileError(_internal(problem, path)) from problem


def last_words(problem: Exception) -> int:
    """Says what a command failed of where no one else did; the exit code."""
    found: Failures
    match problem:
        case CompileError(diagnostics=diagnostics):
            found = diagnostics
        case OSError(filename=None) | OSError(filename=1):
            why = (problem.strerror or type(problem).__name__).lower()
            found = (files.not_writable("standard output", why),)
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        case _:
            found = (_internal(problem, ""),)
    say(found)
    return exit_code(found)


def say(diagnostics: Failures) -> None:
    """Draws diagnostics on standard error, in colour on a terminal."""
    if diagnostics:
        text = draw_all(diagnostics, colour=in_colour(sys.stderr))
        click.echo(text.rstrip("\n"), err=True, color=True)


def in_colour(stream: object) -> bool:
    """Whether a stream is a terminal whose user did not decline colours."""
    is_terminal = getattr(stream, "isatty", lambda: False)()
    declined = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return bool(is_terminal and not declined)


def exit_code(diagnostics: Failures) -> int:
    """0, or the code of the worst: ours, then the spec's, then a file's, then a limit's."""
    kinds = {d.kind for d in diagnostics if d.severity is Severity.ERROR}
    for kind, code in (("internal", INTERNAL), ("spec", SPEC), ("file", FILE), ("limit", LIMIT)):
        if kind in kinds:
            return code
    return 0


def placed(diagnostics: Failures, path: str) -> Failures:
    """The diagnostics, with the file named in those that point nowhere."""
    return tuple(
        d if d.labels or path in d.message else replace(d, notes=(*d.notes, f"compiling {path}"))
        for d in diagnostics
    )


def to_json(diagnostic: Diagnostic, path: str) -> dict[str, object]:
    """A diagnostic as plain data; without a place of its own it belongs to the file at `path`."""
    label = diagnostic.primary
    place: dict[str, object] = {"file": path, "line": None, "column": None, "end": None}
    if label is not None:
        source = label.span.source
        line, column = source.position(label.span.start)
        end = source.position(label.span.end)
        place = {"file": source.name, "line": line, "column": column}
        place["end"] = {"line": end[0], "column": end[1]}
    data = diagnostic.to_json()
    return {
        "code": data["code"],
        "severity": data["severity"],
        "kind": data["kind"],
        "message": data["message"],
        **place,
        "labels": data["labels"],
        "notes": data["notes"],
        "help": data["helps"],
    }


def _internal(problem: Exception, path: str) -> Diagnostic:
    if os.environ.get("SYMC_DEBUG") == "1":
        traceback.print_exception(problem)
    return internal.internal(_stage(problem), type(problem).__name__, path)


def _stage(problem: Exception) -> str:
    """The pass in which an exception was raised: the last of our packages on the way to it."""
    stage = "cli"
    for frame, _ in traceback.walk_tb(problem.__traceback__):
        words = PurePath(frame.f_code.co_filename).parts
        if "symc" in words[:-1]:
            inside = words[len(words) - words[::-1].index("symc") :]
            stage = inside[0].removesuffix(".py")
            if stage in ("parse", "check", "solve", "schedule", "emit", "explain"):
                return stage
    return stage
