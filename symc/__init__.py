"""A compiler for symmetry: `.sym` specs to standalone equivariant PyTorch modules.

The compiler itself is imported on first use, so that `import symc` is instant.
"""

from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING

from symc.version import VERSION as __version__

if TYPE_CHECKING:
    from symc.report import CompileError, Diagnostic

__all__ = ["CompileError", "__version__", "compile", "diagnose"]


def compile(
    spec: str | PathLike[str],
    *,
    settings: Mapping[str, int | float | str | Fraction] | None = None,
    checked: bool = False,
) -> str:
    """The source of the module that a spec describes: a text, or the `Path` of a file.

    `settings` are values for its params; a `checked` module also checks values as it runs. What is
    wrong with the spec raises one `CompileError`.
    """
    text: str = import_module("symc.api").compile(spec, settings, checked)
    return text


def diagnose(
    spec: str | PathLike[str],
    *,
    settings: Mapping[str, int | float | str | Fraction] | None = None,
) -> "tuple[Diagnostic, ...]":
    """All that is wrong with a spec, a text or the `Path` of a file; nothing if it compiles."""
    problems: tuple[Diagnostic, ...] = import_module("symc.api").diagnose(spec, settings)
    return problems


def __getattr__(name: str) -> object:
    if name == "CompileError":
        from symc.report import CompileError

        return CompileError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
