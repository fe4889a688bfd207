"""The specs that a command line names: files, folders and standard input."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from symc.check import check
from symc.cli.project import project
from symc.errors import files as errors
from symc.files import importer, read_spec, reader, reason, shown, source_of
from symc.ir import ast
from symc.ir.model import Module
from symc.parse import parse
from symc.report import CompileError, Diagnostic, Source

STDIN = "-"
SPEC = "spec"
"""What a spec from standard input is called: `spec.py` is compiled from it."""


@dataclass(frozen=True, slots=True)
class Input:
    """A spec: a file, or standard input where there is no path.

    `defaults` are values of `[tool.symc]` for params, for those specs that have them.
    """

    path: Path | None
    defaults: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What messages call it."""
        return "<stdin>" if self.path is None else shown(self.path)

    @property
    def stem(self) -> str:
        """Its name without folders and `.sym`."""
        return SPEC if self.path is None else self.path.name.removesuffix(".sym")

    def source(self) -> Source:
        """The text."""
        if self.path is not None:
            return read_spec(self.path)
        return source_of(sys.stdin.buffer.read(), self.name)

    def understand(self, source: Source, settings: Mapping[str, str]) -> Module:
        """What the spec means; what it imports is found beside it."""
        return self.checked(parse(source), settings)

    def checked(self, file: ast.File, settings: Mapping[str, str]) -> Module:
        """What a parsed spec means."""
        path = Path(SPEC) if self.path is None else self.path
        params = {d.name.text for d in file.declarations if isinstance(d, ast.Param)}
        defaults = {name: value for name, value in self.defaults if name in params}
        settings = {**defaults, **settings}
        return replace(check(file, importer(path), settings, reader(path)), name=self.stem)


def inputs(words: tuple[str, ...]) -> tuple[list[Input], tuple[Diagnostic, ...]]:
    """Every spec named, each once and in order; folders as the specs in them, by name."""
    found: dict[Input, None] = {}
    problems: list[Diagnostic] = []
    for word in words:
        try:
            found |= dict.fromkeys(_named(word))
        except CompileError as problem:
            problems += problem.diagnostics
    return list(found), tuple(problems)


def one_input(word: str) -> Input:
    """The one spec that a word names."""
    found = _named(word)
    if len(found) > 1:
        names = ", ".join(each.name for each in found[:4])
        raise click.UsageError(f"{word} is a folder of {len(found)} specs; name one: {names}")
    return found[0]


def _named(word: str) -> list[Input]:
    defaults = project().settings
    if word == STDIN:
        return [Input(None, defaults)]
    path = Path(word)
    if not word or not path.is_dir():
        return [Input(path if word else Path("''"), defaults)]
    try:
        specs = sorted(file for file in path.iterdir() if file.name.endswith(".sym"))
    except OSError as problem:
        raise CompileError(errors.unreadable(word, reason(problem))) from None
    if not specs:
        raise CompileError(errors.no_specs(word))
    return [Input(file, defaults) for file in specs if not file.is_dir()]
