"""What Python programs use: specs in, source code or diagnostics out."""

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from symc.check import Setting
from symc.compiler import nothing, plan, understand, write
from symc.files import importer, read_spec, reader
from symc.ir.model import Module
from symc.report import CompileError, Diagnostic, Source

NAME = "spec"
"""What a spec without a file is called."""

Settings = Mapping[str, Setting]


def compile(spec: str | PathLike[str], settings: Settings | None, checked: bool = False) -> str:
    """The source of the module; `str` is a text, anything else the path of a file."""
    return write(plan(understood(spec, settings)), checked)


def diagnose(spec: str | PathLike[str], settings: Settings | None) -> tuple[Diagnostic, ...]:
    """All that is wrong."""
    try:
        understood(spec, settings)
    except CompileError as problem:
        return problem.diagnostics
    return ()


def understood(spec: str | PathLike[str], settings: Settings | None) -> Module:
    """What a spec means."""
    if isinstance(spec, str):
        return replace(understand(Source("<spec>", spec), nothing, settings), name=NAME)
    path = Path(spec)
    return understand(read_spec(path), importer(path), settings, reader(path))
