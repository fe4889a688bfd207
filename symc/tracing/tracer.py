"""From a network to its weight space: capture, walk, read, check."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from symc.errors import tracing as errors
from symc.report import CompileError, Diagnostic
from symc.tracing.capture import Captured, capture, decomposed
from symc.tracing.gate import check
from symc.tracing.inputs import Input, check_runs, guessed, tensors
from symc.tracing.read import read
from symc.tracing.space import Space
from symc.tracing.walk import Walk, walk

KEY = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Traced:
    """A weight space; how it was found, at which inputs, and by how much the check was off."""

    space: Space
    walk: Walk
    way: str
    inputs: tuple[Input, ...]
    error: float
    warnings: tuple[Diagnostic, ...]

    @property
    def summary(self) -> str:
        """`type Mlp, 6 tensors of 1,185 numbers, moved by 2 groups`, and how it was found."""
        space, shapes = self.space, " and ".join(map(str, self.inputs)) or "()"
        groups = f"{len(space.groups)} group{'s' * (len(space.groups) != 1)}"
        return (
            f"type {space.name}, {len(space.entries)} tensors of {space.numbers:,} numbers, "
            f"moved by {groups} ({self.way} at {shapes}; "
            f"permuted, the outputs differ by {self.error:.0e})"
        )


def trace(module: nn.Module, given: Sequence[Input] | None, target: str) -> Traced:
    """The weight space of a network, which is left as it was where it can be copied."""
    name = type_name(module)
    if not list(module.parameters()):
        raise CompileError(errors.no_weights(target))
    if given is not None:
        check_runs(module, given, target)
    inputs = tuple(given) if given is not None else guessed(module, target)
    keys, tied, left = _keys(module)
    captured, found = _walked(module, inputs, target, keys)
    space = read(found, name, tuple(dict.fromkeys(keys.values())), tied)
    kept = tuple(entry for entry in space.entries if entry.key not in dict(left))
    space = replace(space, entries=kept, left=left)
    tables = {
        place: found.tables[name]
        for place, name in enumerate(_inputs(captured))
        if name in found.tables
    }
    error = check(_copy(module), space, tensors(inputs, tables))
    warned: tuple[Diagnostic, ...] = (
        (errors.unknown_operations(space.unknown),) if space.unknown else ()
    )
    warned += (errors.left_out(left),) if left else ()
    return Traced(space, found, captured.way, inputs, error, warned)


def type_name(module: nn.Module) -> str:
    """The name of the record."""
    name = re.sub(r"\W|_", "", type(module).__name__, flags=re.ASCII)
    return name if name[:1].isalpha() else f"Net{name}"


def _copy(module: nn.Module) -> nn.Module:
    """A copy for the check, which changes weights; the network itself where none can be made."""
    try:
        return deepcopy(module)
    except Exception:
        return module


def _walked(
    module: nn.Module, inputs: tuple[Input, ...], target: str, keys: dict[str, str]
) -> tuple[Captured, Walk]:
    """The walk that knows more of the operations: as written, or taken apart further."""
    values = [one.tensor(1) for one in inputs]
    captured = capture(module, values, target)
    found = walk(captured, keys)
    if found.unknown:
        other = decomposed(module, values)
        if other is not None:
            second = walk(other, keys)
            if len(second.unknown) < len(found.unknown):
                return other, second
    return captured, found


def _keys(
    module: nn.Module,
) -> tuple[dict[str, str], dict[str, str], tuple[tuple[str, str], ...]]:
    """The first key of every tensor by each of its keys; the others; what no record can hold."""
    first: dict[int, str] = {}
    keys: dict[str, str] = {}
    tied: dict[str, str] = {}
    left: dict[str, str] = {}
    for key, value in module.state_dict(keep_vars=True).items():
        if not isinstance(value, Tensor):
            left[key] = "no tensor"
            continue
        known = first.setdefault(id(value), key)
        keys[key] = known
        if known != key:
            tied[key] = known
        elif not KEY.fullmatch(key):
            left[key] = "its key is not made of letters, digits, _ and dots"
        elif value.numel() == 0:
            left[key] = "it is empty"
        elif value.is_quantized or value.layout is not torch.strided:
            left[key] = "its numbers are not stored one by one"
    return keys, tied, tuple(left.items())


def _inputs(captured: Captured) -> list[str]:
    return [name for name, source in captured.sources.items() if source.kind == "input"]
