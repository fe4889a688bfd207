"""Specs on disk: reading them, and what they import."""

import os
from pathlib import Path

from symc.check import Load
from symc.errors import files as errors
from symc.ir import ast
from symc.parse import parse, read_source
from symc.report import CompileError, Source

LARGEST = 1 << 20
"""The parser's limit in characters, of at most four bytes each; no more than that is read."""


def read_spec(path: Path) -> Source:
    """The text of a spec, named as the user named it."""
    try:
        with path.open("rb") as file:
            data = file.read(4 * LARGEST + 4)
    except FileNotFoundError:
        raise CompileError(errors.missing(shown(path))) from None
    except OSError as problem:
        raise CompileError(errors.unreadable(shown(path), reason(problem))) from None
    return source_of(data, shown(path))


def source_of(data: bytes, name: str) -> Source:
    """The bytes as a source; one too large for the parser is cut off where no letter can be."""
    if len(data) > 4 * LARGEST:
        return Source(name, data.decode("utf-8", errors="replace"))
    return read_source(data, name)


def importer(path: Path) -> Load:
    """Finds what a spec imports, in its folder and the folders below, and nowhere else."""
    root = path.parent

    def load(name: str) -> ast.File | None:
        wanted = root / name
        try:
            inside = wanted.resolve().is_relative_to(root.resolve())
            there = wanted.is_file()
        except (OSError, RuntimeError, ValueError) as problem:
            why = reason(problem)
            raise CompileError(errors.unreadable(shown(wanted), why)) from None
        if not inside:
            raise CompileError(errors.import_escapes(shown(wanted), shown(path)))
        return parse(read_spec(wanted)) if there else None

    return load


def reason(problem: BaseException) -> str:
    """Why the system refused, in its own words."""
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror.lower()
    return str(problem) or type(problem).__name__


def shown(path: Path) -> str:
    """A path as it is written in messages: the same on every system."""
    return os.fspath(path).replace(os.sep, "/")
