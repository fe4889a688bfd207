"""The cell magic `%%symc`: a cell is a spec, and its models are classes of the notebook."""

import keyword
import re
import sys
from typing import TYPE_CHECKING, Any

from symc.errors import files as errors
from symc.notebook.spec import of_text
from symc.report import CompileError, Diagnostic, draw_all

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

CELL = "cell"
_SETTING = re.compile(r"([A-Za-z]\w*)=([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)", re.ASCII)


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%load_ext symc.notebook` does."""

    def symc(line: str, cell: str) -> None:
        """`%%symc [NAME] [PARAM=NUMBER ...]`: compiles the cell and shows what it is.

        Every model is put into the notebook as a class, and the whole spec under NAME if one is
        given. A spec that is wrong changes nothing: what is wrong is printed.
        """
        _compile(shell, line, cell)

    shell.register_magic_function(symc, "cell", "symc")  # type: ignore[arg-type]


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%unload_ext symc.notebook` does."""
    shell.magics_manager.magics["cell"].pop("symc", None)


def _compile(shell: Any, line: str, cell: str) -> None:
    from IPython.display import display

    name, settings = _words(line)
    try:
        spec = of_text(cell, settings, CELL)
    except CompileError as problem:
        _say(problem.diagnostics)
        return
    except RecursionError:
        _say((errors.too_deep(f"<{CELL}>"),))
        return
    except MemoryError:
        _say((errors.out_of_memory(f"<{CELL}>"),))
        return
    _say(spec.warnings)
    shell.push(spec.classes)
    if name:
        shell.push({name: spec})
    display(spec)  # type: ignore[no-untyped-call]


def _words(line: str) -> tuple[str, dict[str, str]]:
    """The name for the spec, and values of its params."""
    from IPython.core.error import UsageError

    name, settings = "", {}
    for word in line.split():
        found = _SETTING.fullmatch(word)
        if found is not None:
            settings[found[1]] = found[2]
        elif word.isidentifier() and not keyword.iskeyword(word) and not name:
            name = word
        else:
            raise UsageError(f"%%symc [NAME] [PARAM=NUMBER ...]; what is {word!r}?")
    return name, settings


def _say(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Prints diagnostics where errors go, as the command line does."""
    if diagnostics:
        print(draw_all(diagnostics).rstrip("\n"), file=sys.stderr)
