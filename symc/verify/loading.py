"""Generated modules as live ones: only the named text is executed, and only if it is the spec's."""

import ast
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from dataclasses import dataclass, replace
from itertools import count
from types import CodeType, ModuleType

import torch
from torch import Tensor, nn

from symc.compiler import write
from symc.emit.render import MARK, is_sealed
from symc.errors import verified as errors
from symc.ir.model import Extern, Model, Module
from symc.ir.plan import Plan, Scheduled
from symc.ir.solution import Solution, Solved
from symc.parse import parse
from symc.report import CompileError, Source
from symc.schedule import schedule
from symc.solve import solve
from symc.verify.values import kind_of

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A spec with all that the compiler knows of it, and a module that claims to be it.

    `fresh` is the module that the spec compiles to now; without a module of the user's, both are
    the same one.
    """

    meaning: Module
    solution: Solution
    plan: Plan
    text: str
    module: ModuleType
    fresh: ModuleType

    def solved(self, model: Model) -> Solved:
        """The bases of a model."""
        return self.solution.models[self.meaning.models.index(model)]

    def scheduled(self, model: Model) -> Scheduled:
        """The plan of a model."""
        return self.plan.models[self.meaning.models.index(model)]

    def beside(self, path: str, text: str, spec: str = "") -> "Opened":
        """Another text beside the same fresh module; names and shapes of weights must be those."""
        module = run_text(apart(text), path)
        opened = replace(self, text=text, module=module)
        for model in self.meaning.models:
            _same_weights(opened, model, path, spec)
        return opened

    def make(self, model: Model, dtype: torch.dtype = torch.float64) -> nn.Module:
        """A model with fresh weights, for use: the same ones each time, modules within included."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            made: nn.Module = getattr(self.module, model.name)(dtype=kind_of(model, dtype))
        return made.eval()


def open_module(meaning: Module, spec: str, path: str = "", text: str | None = None) -> Opened:
    """A spec, or the text of a module that belongs to it; one that does not is a `CompileError`."""
    solution = solve(meaning)
    plan = schedule(solution)
    expected = write(plan)
    if text is None:
        fresh = run_text(expected, f"{meaning.name}.py")
        return _with_externs(Opened(meaning, solution, plan, expected, fresh, fresh))
    text = text.replace("\r\n", "\n")
    if not is_sealed(text):
        raise CompileError(errors.not_sealed(path, f"\n{MARK}" in text))
    _same_spec(text, expected, path, spec)
    fresh = run_text(expected, f"{meaning.name}.py")
    opened = _with_externs(Opened(meaning, solution, plan, expected, fresh, fresh))
    return opened.beside(path, text, spec)


def _with_externs(opened: Opened) -> Opened:
    """The same, once all modules of the user's can be made; these run their own code."""
    for model in opened.meaning.models:
        held = [node.op for node in model.nodes if isinstance(node.op, Extern)]
        try:
            _ = opened.make(model) if held else None
        except Exception as problem:
            help_ = "folders on PYTHONPATH are looked through for it"
            why = str(problem) or type(problem).__name__
            raise CompileError(errors.not_run(model.name, why, help_)) from None
    return opened


def apart(text: str) -> str:
    """A text whose operators are its own: torch keeps those of another module by their names."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return re.sub(r"\bproduct_[0-9a-f]{12}\b", rf"\g<0>_{digest}", text)


def shared_name(operator: str) -> str:
    """The name of an operator that was set apart, as it was."""
    return re.sub(r"_[0-9a-f]{8}$", "", operator)


def run_text(text: str, path: str) -> ModuleType:
    """A text as a module under a name of its own; no file is read, no bytecode is kept."""
    name = f"symc_verified_{next(_numbers)}"
    loader = _Text(text, path)
    found = importlib.machinery.ModuleSpec(name, loader, origin=path)
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except Exception as problem:
        del sys.modules[name]
        why = f"{type(problem).__name__}: {problem}"
        raise CompileError(errors.not_run(path, why)) from None
    return module


class _Text(importlib.abc.InspectLoader):
    """Loads one text."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path

    def get_source(self, fullname: str) -> str:
        return self._text

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._text, self._path, "exec", dont_inherit=True)
        return code


def quoted(text: str) -> str:
    """The spec that a generated file quotes in its docstring."""
    try:
        docstring = ast.get_docstring(ast.parse(text)) or ""
    except (SyntaxError, ValueError):
        return ""
    _, _, rest = docstring.partition("\n\n")
    _, _, rest = rest.partition("\n\n")
    return "\n".join(line[4:] for line in rest.splitlines()).strip("\n")


def _same_spec(text: str, expected: str, path: str, spec: str) -> None:
    first, second = quoted(text), quoted(expected)
    if first == second or _means_the_same(first, second):
        return
    lines = zip(first.splitlines(), second.splitlines(), strict=False)
    for number, (there, here) in enumerate(lines, 1):
        if there != here:
            note = f"line {number} of its spec is `{there.strip()}`, and here `{here.strip()}`"
            raise CompileError(errors.other_spec(path, spec, note))
    note = "one of the two specs has more lines than the other"
    raise CompileError(errors.other_spec(path, spec, note))


def _means_the_same(first: str, second: str) -> bool:
    try:
        return parse(Source("module", first)) == parse(Source("spec", second))
    except CompileError:
        return False


def _same_weights(opened: Opened, model: Model, path: str, spec: str) -> None:
    """Compares names and shapes with those of a fresh module."""
    try:
        mine = shapes(opened.make(model).state_dict())
    except Exception as problem:
        why = f"{type(problem).__name__}: {problem}"
        raise CompileError(errors.not_run(path, why)) from None
    wanted = shapes(getattr(opened.fresh, model.name)().state_dict())
    found = differences(mine, wanted)
    if found:
        raise CompileError(errors.other_weights(path, spec, model.name, found[0]))


def shapes(state: dict[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """The shape of every weight."""
    return {name: tuple(value.shape) for name, value in state.items()}


def differences(
    mine: dict[str, tuple[int, ...]], wanted: dict[str, tuple[int, ...]]
) -> tuple[str, ...]:
    """What is missing, too much, or of another shape."""
    found = [
        f"`{name}` has the shape {mine[name]}, and the model's has {shape}"
        for name, shape in wanted.items()
        if name in mine and mine[name] != shape
    ]
    found += [f"`{name}` is missing" for name in wanted if name not in mine]
    found += [f"the model has no `{name}`" for name in mine if name not in wanted]
    return tuple(found[:5])
