"""Specs through parse and check, from texts and from folders."""

from collections.abc import Mapping
from pathlib import Path

from symc.check import Load, Read, Setting, check
from symc.ir import ast
from symc.ir.model import Model, Module
from symc.parse import parse, read_source
from symc.report import CompileError, Diagnostic, Source

NO_SETTINGS: Mapping[str, Setting] = {}


def nothing(path: str) -> ast.File | None:
    """Finds no file."""
    return None


def folder(root: Path) -> Load:
    """Finds the files of a folder."""

    def load(path: str) -> ast.File | None:
        file = root / path
        return parse(read_source(file.read_bytes(), path)) if file.is_file() else None

    return load


def beside(root: Path) -> Read:
    """Finds the bytes of the files of a folder."""

    def read(path: str) -> bytes | None:
        file = root / path
        return file.read_bytes() if file.is_file() else None

    return read


def texts(**files: str) -> Load:
    """Finds `a.sym` and so on in texts given by name."""

    def load(path: str) -> ast.File | None:
        text = files.get(path.removesuffix(".sym"))
        return None if text is None else parse(Source(path, text))

    return load


def module(
    text: str, load: Load = nothing, settings: Mapping[str, Setting] = NO_SETTINGS
) -> Module:
    """What a spec means."""
    return check(parse(Source("main.sym", text)), load, settings)


def model(text: str) -> Model:
    """The last model of a spec."""
    return module(text).models[-1]


def problems(
    text: str, load: Load = nothing, settings: Mapping[str, Setting] = NO_SETTINGS
) -> tuple[Diagnostic, ...]:
    """What is wrong with a spec; nothing if it compiles."""
    try:
        module(text, load, settings)
    except CompileError as error:
        return error.diagnostics
    return ()


def codes(
    text: str, load: Load = nothing, settings: Mapping[str, Setting] = NO_SETTINGS
) -> list[str]:
    """The codes of what is wrong with a spec."""
    return [problem.code for problem in problems(text, load, settings)]


def shared(name: str) -> str:
    """The text of a spec that must compile as it stands."""
    return (Path(__file__).parent.parent / "specs" / f"{name}.sym").read_text(encoding="utf-8")
