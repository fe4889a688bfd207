"""A compiler for symmetry: `.sym` specs to standalone equivariant PyTorch modules.

The compiler itself is imported on first use, so that `import symc` is instant.
"""

from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any

from symc.version import VERSION as __version__

if TYPE_CHECKING:
    from symc.report import CompileError, Diagnostic

__all__ = ["CompileError", "__version__", "compile", "diagnose", "migrate"]


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


def migrate(
    old: str | PathLike[str],
    new: str | PathLike[str],
    state: Mapping[str, Any],
    *,
    model: str | None = None,
    settings: Mapping[str, int | float | str | Fraction] | None = None,
) -> dict[str, Any]:
    """Weights with which a model of the new spec computes what one of the old did with `state`.

    From a group to a subgroup, and from an exact model to one with levels, that can be done; where
    functions would be lost one `CompileError` says which. Needs torch.
    """
    weights: dict[str, Any] = import_module("symc.compare").migrate(
        old, new, state, settings, model
    )
    return weights


def __getattr__(name: str) -> object:
    if name == "CompileError":
        from symc.report import CompileError

        return CompileError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
