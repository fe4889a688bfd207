"""Networks by name: imported, made with plain arguments."""

import ast
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from symc.errors import tracing as errors
from symc.report import CompileError, nearest
from symc.tracing.reached import reached, said


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a class is called with; `text` is how it was written."""

    text: str
    values: tuple[Any, ...]
    named: Mapping[str, Any]


def arguments(text: str) -> Arguments:
    """Plain values as in a call, `784, hidden=[128, 64]`; nothing is evaluated."""
    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise ValueError("these are no arguments of a call")
        values = tuple(map(ast.literal_eval, call.args))
        named = {}
        for keyword in call.keywords:
            if keyword.arg is None:
                raise ValueError("`**` has no plain value")
            named[keyword.arg] = ast.literal_eval(keyword.value)
    except SyntaxError as problem:
        raise CompileError(errors.bad_arguments(text, problem.msg)) from None
    except (ValueError, TypeError, MemoryError, RecursionError):
        why = "only plain values can be given: numbers, strings, lists, True, None"
        raise CompileError(errors.bad_arguments(text, why)) from None
    return Arguments(text.strip(), values, named)


def network(target: str, given: Arguments) -> nn.Module:
    """The network that a class, or a function, makes of its arguments; in evaluation mode."""
    place, _, name = target.rpartition(":")
    names = name.split(".")
    if not place or not all(part.isidentifier() for part in names):
        raise CompileError(errors.bad_target(target))
    found: Any = _module(place)
    for part in names:
        if not hasattr(found, part):
            known = _networks(found)
            near = nearest(part, known)
            raise CompileError(errors.no_such_class(place, name, near, known[:12]))
        found = getattr(found, part)
    made = found if isinstance(found, nn.Module) else _made(target, found, given)
    if not isinstance(made, nn.Module):
        what = f"a function that returns {_described(made)}" if callable(found) else ""
        raise CompileError(errors.not_a_network(target, what or _described(found)))
    return made.eval()


def _made(target: str, found: Any, given: Arguments) -> Any:
    if inspect.isclass(found) and not issubclass(found, nn.Module):
        raise CompileError(errors.not_a_network(target, f"the class {found.__name__}"))
    if not callable(found):
        raise CompileError(errors.not_a_network(target, _described(found)))
    try:
        return found(*given.values, **given.named)
    except Exception as problem:
        raise CompileError(
            errors.not_constructible(target, given.text, said(problem), reached(problem))
        ) from problem


def _module(place: str) -> ModuleType:
    is_file = place.endswith(".py")
    if not is_file and not all(part.isidentifier() for part in place.split(".")):
        raise CompileError(errors.bad_target(place))
    folder = str(Path(place).resolve().parent if is_file else Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return _file(place) if is_file else importlib.import_module(place)
    except CompileError:
        raise
    except (Exception, SystemExit) as problem:
        why = said(problem)
        raise CompileError(errors.not_importable(place, why, reached(problem))) from problem


def _file(place: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        raise CompileError(errors.not_importable(place, "there is no such file", ""))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(path.stem)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if before is not None:
            sys.modules[path.stem] = before
        else:
            del sys.modules[path.stem]
        raise
    return module


def _networks(place: Any) -> tuple[str, ...]:
    return tuple(
        name
        for name, value in sorted(vars(place).items())
        if inspect.isclass(value) and issubclass(value, nn.Module) and value is not nn.Module
    )


def _described(value: Any) -> str:
    if inspect.isclass(value):
        return f"the class {value.__name__}"
    return f"of the type {type(value).__name__}"
