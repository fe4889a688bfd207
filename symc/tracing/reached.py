"""Where in the user's own code an exception came from, and its first words."""

import re
import sysconfig
import traceback
from pathlib import Path

from torch import fx

import symc

_FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)\n(.*)')
_PACKAGE = str(Path(symc.__file__).parent)


def reached(problem: BaseException) -> str:
    """The last line of the user's code on the way to an exception, or ``."""
    found = ""
    for frame in traceback.extract_tb(problem.__traceback__):
        if _is_theirs(frame.filename):
            line = f": `{frame.line.strip()}`" if frame.line else ""
            found = f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}{line}"
    return found


def reached_by(node: fx.Node) -> str:
    """The line of the user's code that an operation stands for, or ``."""
    found = ""
    for file, line, name, text in _FRAME.findall(node.meta.get("stack_trace") or ""):
        if _is_theirs(file):
            found = f"{Path(file).name}, line {line}, in {name}: `{text.strip()}`"
    return found


def said(problem: BaseException) -> str:
    """The kind of an exception and the first line of its message."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    text = lines[0] if lines else ""
    text = text if len(text) <= 200 else f"{text[:197]}..."
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__


def _is_theirs(path: str) -> bool:
    if path.startswith("<"):
        return False
    library = sysconfig.get_paths()
    inside = (library["stdlib"], library["purelib"], library["platlib"], _PACKAGE)
    return not any(path.startswith(folder) for folder in inside)
