"""Samples of a model's arguments and results, read from a `.npz` file."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from symc.errors import discovery as errors
from symc.ir.model import Model
from symc.ir.symmetry import Group, Part, Record, Sum, Type
from symc.report import CompileError

RESULT = "result"
"""The array of a result without a name."""

FEWEST = 32
"""Fewer samples than this say nothing of a symmetry."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One tensor of a model: its array in the data, and its type."""

    key: str
    part: Part
    is_result: bool


@dataclass(frozen=True, slots=True)
class Samples:
    """One tensor per slot, the samples along the first axis."""

    slots: tuple[Slot, ...]
    values: tuple[Tensor, ...]

    def __len__(self) -> int:
        return len(self.values[0])


def slots(model: Model, group: Group) -> tuple[Slot, ...]:
    """The tensors of a model; raises where the group moves one in another way than by matrices."""
    if model.graphs:
        raise CompileError(errors.not_movable(model.name, "it takes a graph"))
    found = [slot for a in model.arguments for slot in _slots(a.name, a.type, False)]
    match model.result.type:
        case Record() as record:
            for field in record.fields:
                found += _slots(field.key, field.type, True)
        case type_:
            found += _slots(RESULT, type_, True)
    for slot in found:
        for axis in slot.part.axes:
            hidden = axis.blocks and any(b.axis and b.axis.group == group for b in axis.blocks)
            if hidden or (axis.group == group and (axis.label or axis.fibres)):
                raise CompileError(errors.not_movable(model.name, f"`{slot.key}` has {axis}"))
    return tuple(found)


def _slots(name: str, type_: Type, is_result: bool) -> list[Slot]:
    match type_:
        case Part():
            return [Slot(name, type_, is_result)]
        case Sum(parts):
            return [Slot(f"{name}.{i}", part, is_result) for i, part in enumerate(parts)]
        case Record(fields):
            return [s for f in fields for s in _slots(f"{name}.{f.key}", f.type, is_result)]


def read_samples(path: str, wanted: tuple[Slot, ...]) -> Samples:
    """The arrays of all slots; raises where they are not what the types say."""
    arrays = _arrays(path)
    keys = tuple(slot.key for slot in wanted)
    sizes: dict[str, int] = {}
    values = []
    for slot in wanted:
        if slot.key not in arrays:
            raise CompileError(errors.missing_array(path, slot.key, keys, tuple(arrays)))
        array = arrays[slot.key]
        _check(path, slot, array, sizes)
        values.append(torch.from_numpy(array.astype(np.float64)))
    return Samples(wanted, tuple(values))


def _arrays(path: str) -> dict[str, np.ndarray]:
    """All arrays of a file; nothing in it is executed."""
    try:
        with np.load(Path(path), allow_pickle=False) as file:
            if isinstance(file, np.ndarray):
                raise CompileError(errors.unreadable_data(path, "it holds one array without names"))
            return {key: file[key] for key in file.files}
    except FileNotFoundError:
        raise CompileError(errors.unreadable_data(path, "there is no such file")) from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as problem:
        why = str(problem).partition("\n")[0] or type(problem).__name__
        raise CompileError(errors.unreadable_data(path, why)) from None


def _check(path: str, slot: Slot, array: np.ndarray, sizes: dict[str, int]) -> None:
    """Reports an array that is not of its slot; free sizes are those first seen."""
    if array.dtype.kind not in "fiub":
        got = f"numbers of kind {array.dtype}"
        raise CompileError(errors.wrong_array(path, slot.key, "real numbers", got))
    part = slot.part
    lengths: list[int | str] = ["samples", *(axis.extent for axis in part.axes)]
    lengths += [] if part.multiplicity is None else [part.multiplicity]
    known = [sizes.get(n, n) if isinstance(n, str) else n for n in lengths]
    fits = array.ndim == len(known) and all(
        isinstance(n, str) or n == m for n, m in zip(known, array.shape, strict=True)
    )
    if not fits or 0 in array.shape[1:]:
        expected = f"the shape ({', '.join(map(str, known))})"
        raise CompileError(errors.wrong_array(path, slot.key, expected, f"{array.shape}"))
    named = zip(lengths, array.shape, strict=True)
    sizes |= {n: m for n, m in named if isinstance(n, str)}
    if len(array) < FEWEST:
        expected = f"at least {FEWEST} samples"
        raise CompileError(errors.wrong_array(path, slot.key, expected, str(len(array))))
    bad = int((~np.isfinite(array)).sum())
    if bad:
        raise CompileError(errors.not_finite(path, slot.key, bad))


def moves(slot: Slot, group: Group) -> bool:
    """Whether a group moves a tensor."""
    return any(axis.group == group for axis in slot.part.axes)
