"""Specs on disk: reading them, and what they import."""

import os
import stat
from pathlib import Path

from symc.check import Load, Read
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

    def load(name: str) -> ast.File | None:
        wanted = _beside(path, name)
        return None if wanted is None else parse(read_spec(wanted))

    return load


def reader(path: Path) -> Read:
    """Finds the other files that a spec names, in the same places."""

    def read(name: str) -> bytes | None:
        wanted = _beside(path, name)
        if wanted is None:
            return None
        try:
            with wanted.open("rb") as file:
                return file.read(LARGEST + 1)
        except OSError as problem:
            raise CompileError(errors.unreadable(shown(wanted), reason(problem))) from None

    return read


def _beside(path: Path, name: str) -> Path | None:
    """The file of this name in the folder of a spec or below, if it is there."""
    root = path.parent
    wanted = root / name
    try:
        inside = wanted.resolve().is_relative_to(root.resolve())
        there = wanted.is_file()
    except (OSError, RuntimeError, ValueError) as problem:
        raise CompileError(errors.unreadable(shown(wanted), reason(problem))) from None
    if not inside:
        raise CompileError(errors.import_escapes(shown(wanted), shown(path)))
    return wanted if there else None


def check_target(path: Path) -> None:
    """Refuses to put a file where there is something else: devices, pipes and folders stay."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as problem:
        raise CompileError(errors.not_writable(shown(path), reason(problem))) from None
    if not stat.S_ISREG(mode):
        why = "is a directory" if stat.S_ISDIR(mode) else "it is no regular file"
        raise CompileError(errors.not_writable(shown(path), why))


def reason(problem: BaseException) -> str:
    """Why the system refused, in its own words."""
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror.lower()
    return str(problem) or type(problem).__name__


def no_weights(problem: Exception) -> str:
    """Why a file could not be read as the weights of a model, for whoever wrote it."""
    pickled = type(problem).__name__ == "UnpicklingError"
    if pickled and "GLOBAL" in str(problem):
        return "it holds more than tensors, which could run code: save `net.state_dict()`"
    cut = pickled or isinstance(problem, EOFError | IndexError | KeyError)
    words = ("PytorchStreamReader", "deserializing header", "hasRecord")
    if cut or any(word in str(problem) for word in words):
        return "it is cut off, or it is no checkpoint"
    return (reason(problem).splitlines() or [type(problem).__name__])[0][:200]


def shown(path: Path) -> str:
    """A path as it is written in messages: the same on every system."""
    return os.fspath(path).replace(os.sep, "/")
