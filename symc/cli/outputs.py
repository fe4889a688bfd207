"""Writing files whole or not at all, and never over someone's work."""

import keyword
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from symc.errors import files as errors
from symc.files import check_target, reason, shown
from symc.report import CompileError

UNCHANGED, WRITTEN = "unchanged", "written"
PICTURE = "<!-- symc -->"


@dataclass(frozen=True, slots=True)
class Output:
    """A text and where it goes; `status` says what that does to the file there."""

    path: Path
    text: str
    status: str


def output_name(path: str, stem: str) -> str:
    """The file name of a module; a stem that no module can have is refused."""
    if not stem.isascii() or not stem.isidentifier() or keyword.iskeyword(stem):
        instead = re.sub(r"\W+", "_", stem, flags=re.ASCII).strip("_") or "spec"
        instead = (
            f"{'spec_' if instead[0].isdigit() or keyword.iskeyword(instead) else ''}{instead}"
        )
        raise CompileError(errors.bad_output_name(path, stem, instead))
    return f"{stem}.py"


def planned(path: Path, text: str, force: bool) -> Output:
    """What is to be written to a path; a file that is not ours is refused, unless by force."""
    from symc.emit.render import MARK, is_sealed

    check_target(path)
    try:
        there = path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return Output(path, text, WRITTEN)
    except OSError as problem:
        raise CompileError(errors.not_writable(shown(path), reason(problem))) from None
    if there == text:
        return Output(path, text, UNCHANGED)
    if not force and there.strip() and not is_sealed(there):
        raise CompileError(errors.not_ours(shown(path), f"\n{MARK}" in there))
    return Output(path, text, WRITTEN)


def write_all(outputs: Iterable[Output]) -> None:
    """Every output that changes: first all under other names, then each put in its place."""
    waiting: list[tuple[Path, Path]] = []
    outputs = tuple(outputs)
    for output in outputs:
        check_target(output.path)
    try:
        for output in outputs:
            if output.status != UNCHANGED:
                waiting.append((_beside(output.path), output.path))
                _write(waiting[-1][0], output)
        while waiting:
            temporary, path = waiting[0]
            _replace(temporary, path)
            waiting.pop(0)
    finally:
        for temporary, _ in waiting:
            with suppress(OSError):
                temporary.unlink()


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


def _write(temporary: Path, output: Output) -> None:
    try:
        output.path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(output.text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(output.path.stat().st_mode & 0o777)
    except OSError as problem:
        raise CompileError(errors.not_writable(shown(output.path), reason(problem))) from None


def _replace(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as problem:
        raise CompileError(errors.not_writable(shown(path), reason(problem))) from None


def planned_picture(path: Path, text: str, force: bool) -> Output:
    """An SVG to be written; only pictures that symc drew are drawn over, unless by force."""
    check_target(path)
    try:
        there = path.read_bytes().decode("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return Output(path, text, WRITTEN)
    except OSError as problem:
        raise CompileError(errors.not_writable(shown(path), reason(problem))) from None
    if not force and there.strip() and PICTURE not in there:
        raise CompileError(errors.not_ours(shown(path), False))
    return Output(path, text, WRITTEN)
