"""The user's data: arrays of an .npz file as inputs of a model, and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import torch
from torch import Tensor

from symc.errors import dossier as errors
from symc.files import reason, shown
from symc.ir.graphs import Edges
from symc.ir.model import Model
from symc.ir.symmetry import Part, tensors_of
from symc.report import CompileError
from symc.verify import Values, kind_of
from symc.verify.values import free_sizes, shape_of

LARGEST_DATA = 256


@dataclass(frozen=True, slots=True)
class Data:
    """The user's inputs, and labels where there are any: tensors of the parts, batched."""

    inputs: Values
    labels: list[Tensor] | None
    sizes: dict[str, int]


def read_data(path: Path, model: Model) -> Data:
    """Inputs by the names of arguments from an .npz file, edges among them, and labels, if any.

    Edges are whole numbers `(items, 2, E)`: of every item as many, by the places of its points.
    Labels are under `labels`, or as `symc discover` reads them: under `result`, or the names of
    results. The parts of sums and records are `name.0`, `name.key`.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as file:
            held = {name: _numbers(file[name]) for name in file.files}
    except (OSError, ValueError, EOFError, TypeError, BadZipFile) as problem:
        why = "it holds objects, or is no .npz" if "pickle" in str(problem) else reason(problem)
        raise CompileError(errors.no_data(shown(path), why)) from None
    model, kind = model.seen, kind_of(model, torch.float64)
    sizes: dict[str, int] = {}
    known: set[str] = set()
    inputs: Values = []
    for argument in model.arguments:
        parts = tensors_of(argument.type)
        keys = _keys(argument.name, len(parts), argument.type)
        known |= set(keys)
        inputs.append(
            [_taken(held, k, p, sizes, path, kind) for k, p in zip(keys, parts, strict=True)]
        )
    for edges in model.graphs:
        known.add(edges.name)
        inputs.append([_edges(held, edges, sizes, path)])
    results = tensors_of(model.result.type)
    keys = _label_keys(model, len(results), held, known)
    known |= set(keys)
    labels = None
    if any(key in held for key in keys):
        labels = [_taken(held, k, p, sizes, path, kind) for k, p in zip(keys, results, strict=True)]
    strange = sorted(set(held) - known)
    if strange:
        raise CompileError(errors.strange_data(shown(path), tuple(strange), tuple(sorted(known))))
    along = {edges.graph.name for edges in model.graphs}
    if none := [size for size in free_sizes(model) if size not in along and not sizes.get(size, 1)]:
        raise CompileError(errors.no_data(shown(path), f"{none[0]} is 0"))
    counts = {len(x) for xs in (*inputs, labels or []) for x in xs}
    if len(counts) > 1 or not min(counts, default=0):
        raise CompileError(errors.no_data(shown(path), f"numbers of items are {sorted(counts)}"))
    return Data(inputs, labels, sizes)


def _numbers(array: Any) -> Tensor:
    """An array of any numbers, as this machine has them."""
    import numpy as np

    found = np.asarray(array)
    if found.dtype == np.longdouble:
        found = found.astype(np.float64)
    return torch.from_numpy(found.astype(found.dtype.newbyteorder("="), copy=False))


def _edges(held: Mapping[str, Tensor], edges: Edges, sizes: dict[str, int], path: Path) -> Tensor:
    """The edges of every item, between points that there are."""
    name, said = edges.name, f"the edges of {edges.graph.name}, `(2, E)` whole numbers"
    if name not in held:
        raise CompileError(errors.missing_data(shown(path), name, said, tuple(sorted(held))))
    found = held[name]
    whole = not (found.is_floating_point() or found.is_complex() or found.dtype == torch.bool)
    if found.dim() != 3 or found.shape[1] != 2 or not whole:
        raise CompileError(errors.misshaped_data(shown(path), name, said, tuple(found.shape)))
    size = edges.graph.group.size
    points = sizes.get(size, 0) if isinstance(size, str) else size
    if found.numel() and (int(found.min()) < 0 or int(found.max()) >= points):
        raise CompileError(errors.no_such_points(shown(path), name, points))
    sizes[edges.graph.name] = int(found.shape[2])
    return found[:LARGEST_DATA].long()


def _label_keys(model: Model, count: int, held: Mapping[str, Tensor], taken: set[str]) -> list[str]:
    """The names of the labels in this file, those of arguments left out."""
    type_ = model.result.type
    named = [field.key for field in getattr(type_, "fields", ())]
    for keys in (named, _keys("result", count, type_)):
        if len(keys) == count and not taken & set(keys) and any(key in held for key in keys):
            return keys
    return _keys("labels", count, type_)


def _keys(name: str, count: int, type_: object) -> list[str]:
    if count == 1:
        return [name]
    fields = getattr(type_, "fields", None)
    if fields is not None and len(fields) == count:
        return [f"{name}.{field.key}" for field in fields]
    return [f"{name}.{i}" for i in range(count)]


def _taken(
    held: Mapping[str, Tensor],
    key: str,
    part: Part,
    sizes: dict[str, int],
    path: Path,
    kind: torch.dtype,
) -> Tensor:
    """One tensor of the file, of the shape that its type says, without NaN."""
    if key not in held:
        raise CompileError(errors.missing_data(shown(path), key, str(part), tuple(sorted(held))))
    found = held[key]
    shape = tuple(found.shape[1:])
    wanted = len(part.axes) + (part.multiplicity is not None)
    if len(shape) == wanted:
        for axis, length in zip(part.axes, shape, strict=False):
            if isinstance(axis.extent, str):
                sizes.setdefault(axis.extent, length)
    if len(shape) != wanted or shape != shape_of(part, sizes):
        raise CompileError(errors.misshaped_data(shown(path), key, str(part), tuple(found.shape)))
    if found.is_complex() and not kind.is_complex:
        raise CompileError(errors.no_data(shown(path), f"`{key}` is complex, and {part} is real"))
    if not bool(torch.isfinite(found).all()):
        raise CompileError(errors.no_numbers_in_data(shown(path), key))
    return found[:LARGEST_DATA].to(kind)
