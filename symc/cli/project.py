"""`[tool.symc]` in a pyproject.toml: what commands do where they are told nothing else."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import click

FILE = "pyproject.toml"
_KEYS = ("specs", "output", "set")
_PARAM = re.compile(r"[A-Za-z]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Project:
    """Specs, the folder of generated modules, and values for params; paths as seen from here."""

    specs: tuple[str, ...] = ()
    output: str | None = None
    settings: tuple[tuple[str, str], ...] = ()


def project() -> Project:
    """That of the nearest pyproject.toml in this folder or above; a wrong one ends the command."""
    return _read(Path.cwd())


def _read(here: Path) -> Project:
    folder = next((f for f in (here, *here.parents) if (f / FILE).is_file()), None)
    if folder is None:
        return Project()
    try:
        whole = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return Project()  # whoever owns the file will say what is wrong with it
    tool = whole.get("tool", {})
    table = tool.get("symc", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise _wrong("is no table")
    for key in table:
        if key not in _KEYS:
            raise _wrong(f"has a key `{key}`; known are {', '.join(_KEYS)}")
    return Project(_specs(table, folder), _output(table, folder), _settings(table))


def _specs(table: dict[str, object], folder: Path) -> tuple[str, ...]:
    found = table.get("specs", [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _wrong('wants `specs` as a list of files and folders, as in specs = ["models"]')
    return tuple(_from_here(folder, name) for each in found for name in _matching(folder, each))


def _matching(folder: Path, name: str) -> list[str]:
    """The files of a pattern, by name; any other word stands for itself."""
    if not any(mark in name for mark in "*?["):
        return [name]
    try:
        found = sorted(path for path in folder.glob(name) if path.is_file())
    except (NotImplementedError, ValueError, OSError):
        found = []
    if not found:
        raise _wrong(f"has the pattern `{name}` among `specs`, which no file here matches")
    return [os.fspath(path.relative_to(folder)) for path in found]


def _output(table: dict[str, object], folder: Path) -> str | None:
    found = table.get("output")
    if found is not None and not isinstance(found, str):
        raise _wrong('wants `output` as a folder, as in output = "generated"')
    return None if found is None else _from_here(folder, found)


def _settings(table: dict[str, object]) -> tuple[tuple[str, str], ...]:
    found = table.get("set", {})
    if not isinstance(found, dict):
        raise _wrong("wants `set` as a table, as in set = { width = 128 }")
    for name, value in found.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not _PARAM.fullmatch(name):
            raise _wrong(f"sets `{name}`, which is no param with a number")
    return tuple((name, str(value)) for name, value in found.items())


def _from_here(folder: Path, name: str) -> str:
    return os.path.relpath(folder / name)


def _wrong(why: str) -> click.UsageError:
    return click.UsageError(f"{FILE}: [tool.symc] {why}")
