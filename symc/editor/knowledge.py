"""All that is known of a text while it is being written."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from symc.check import Survey, survey
from symc.compiler import no_file, nothing
from symc.errors import internal
from symc.files import importer, reader
from symc.ir import ast
from symc.parse import parse
from symc.report import CompileError, Diagnostic, Source


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A text and what it means, so far as it can be told.

    `file` and `survey` are None while the text does not parse.
    """

    source: Source
    file: ast.File | None
    survey: Survey | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An open text: the latest knowledge, and the latest that holds a tree."""

    latest: Knowledge
    sound: Knowledge

    def after(self, new: Knowledge) -> "Page":
        """The page once its text has changed."""
        return Page(new, self.sound if new.file is None else new)


def opened(knowledge: Knowledge) -> Page:
    """The page of a text that was just opened."""
    return Page(knowledge, knowledge)


def study(text: str, path: Path | None) -> Knowledge:
    """Parses and checks a text; what it imports is found beside its path.

    Nothing that a text can hold raises: even a fault of symc becomes a diagnostic.
    """
    source = Source("<text>" if path is None else os.fspath(path), text.replace("\r", " "))
    file: ast.File | None = None
    try:
        file = parse(source)
        found = _surveyed(file, path)
        return Knowledge(source, file, found, found.diagnostics)
    except CompileError as problem:
        return Knowledge(source, file, None, problem.diagnostics)
    except (RecursionError, MemoryError, Exception) as fault:
        problem_ = internal.internal("check", type(fault).__name__, source.name)
        return Knowledge(source, file, None, (problem_,))


def _surveyed(file: ast.File, path: Path | None) -> Survey:
    if path is None:
        return survey(file, nothing, {}, no_file)
    found = survey(file, importer(path), {}, reader(path))
    stem = path.name.removesuffix(".sym")
    module = found.module and replace(found.module, name=stem)
    return replace(found, module=module)
