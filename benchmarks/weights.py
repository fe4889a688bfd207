"""Equivariant layers on weight spaces: `python -m benchmarks.weights`.

One linear layer from a record to itself, 16 to 16 channels, batch 32, float32, one thread, beside
the same maps evaluated one by one (each with a pool, a matrix product and a broadcast of its own)
and, as the floor, beside a plain linear map of the channels of every parameter. All three run
round-robin in one process; times are CPU time of the thread, medians.
"""

import argparse
import importlib.util
import json
import tempfile
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.measure import Call, peak_bytes, race
from symc.algebra import atoms
from symc.compiler import plan, understand, write
from symc.ir.diagram import Diagram
from symc.ir.solution import Basis, Pair
from symc.ir.symmetry import Group, Part
from symc.report import Source
from symc.solve import solve

CHANNELS, BATCH = 16, 32
ALLOCATOR = 31 * 2**20
"""Bytes once allocated and freed: glibc then keeps what is freed, and nobody pays page faults."""

SPECS = {
    "SIREN 2-32-32-1": """
        group H1 = S(32); group H2 = S(32)
        type Net = { w1: 16 [H1, 2], b1: 16 [H1], w2: 16 [H2, H1], b2: 16 [H2],
                     w3: 16 [1, H2], b3: 16 [1] }
    """,
    "MLP 64-32-32-10": """
        group H1 = S(32); group H2 = S(32)
        type Net = { w1: 16 [H1, 64], b1: 16 [H1], w2: 16 [H2, H1], b2: 16 [H2],
                     w3: 16 [10, H2], b3: 16 [10] }
    """,
    "CNN 1-16-16-16-10": """
        group C1 = S(16); group C2 = S(16); group C3 = S(16)
        type Net = { w1: 16 [C1, 1, 3, 3], b1: 16 [C1], w2: 16 [C2, C1, 3, 3], b2: 16 [C2],
                     w3: 16 [C3, C2, 3, 3], b3: 16 [C3], head: 16 [10, C3], bias: 16 [10] }
    """,
    "transformer block, d = 32": """
        group D = S(32); group M = S(64)
        group Heads = S(4); group Dk = S(8) within Heads; group Dv = S(8) within Heads
        type Net = { q: 16 [(Heads, Dk), D], qb: 16 [(Heads, Dk)], k: 16 [(Heads, Dk), D],
                     kb: 16 [(Heads, Dk)], v: 16 [(Heads, Dv), D], vb: 16 [(Heads, Dv)],
                     o: 16 [D, (Heads, Dv)], ob: 16 [D], up: 16 [M, D], upb: 16 [M],
                     down: 16 [D, M], downb: 16 [D], n1: 16 [D], n1b: 16 [D], n2: 16 [D],
                     n2b: 16 [D] }
    """,
}
FIXED = {"MLP 64-32-32-10": ("shared", "rank(8)"), "CNN 1-16-16-16-10": ("shared", "rank(8)")}


def spec(name: str, fixed: str = "") -> str:
    """One layer from a record to itself."""
    option = f", fixed = {fixed}" if fixed else ""
    return f"{SPECS[name]}\nmodel Layer(net: Net) -> Net {{ return linear(net -> Net{option}) }}\n"


@dataclass(frozen=True, slots=True)
class Space:
    """A layer's bases, its tensors, and the generated module."""

    basis: Basis
    parts: tuple[Part, ...]
    layer: nn.Module

    def inputs(self, batch: int) -> tuple[Tensor, ...]:
        """Random networks."""
        return tuple(torch.randn(batch, *_shape(part)) for part in self.parts)


def load(text: str, folder: Path) -> Space:
    """A spec compiled and imported."""
    module = understand(Source("layer.sym", text))
    solved = solve(module).models[0]
    path = folder / f"layer_{abs(hash(text))}.py"
    path.write_text(write(plan(module)), encoding="utf-8")
    found = importlib.util.spec_from_file_location(path.stem, path)
    assert found is not None and found.loader is not None
    loaded: Any = importlib.util.module_from_spec(found)
    found.loader.exec_module(loaded)
    parts = tuple(value.part for value in module.models[0].arguments[0].values)
    return Space(solved.bases[-1], parts, loaded.Layer())


def _shape(part: Part) -> tuple[int, ...]:
    return (*(int(axis.extent) for axis in part.axes), part.channels)


class Floor(nn.Module):
    """A plain linear map of the channels of every parameter: no entry knows of any other."""

    def __init__(self, space: Space) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(p.channels, p.channels) for p in space.parts)

    def forward(self, tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return tuple(layer(x) for layer, x in zip(self.layers, tensors, strict=True))


@dataclass(frozen=True, slots=True)
class Single:
    """One map: the axes of an input that it pools, and where the others stand in the output."""

    source: int
    target: int
    pooled: tuple[int, ...]
    order: tuple[int, ...]
    spread: tuple[int, ...]


class OneByOne(nn.Module):
    """The same maps, each evaluated by itself: pool, one matrix product, broadcast, add."""

    def __init__(self, space: Space) -> None:
        super().__init__()
        self.parts = space.parts
        self.singles = [each for pair in space.basis.pairs for each in singles(pair, space.parts)]
        widths = [p.channels * _plain(p) for p in space.parts]
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(widths[s.source], widths[s.target]) * widths[s.source] ** -0.5)
            for s in self.singles
            if s.source >= 0
        )
        self.biases = nn.ParameterList(
            nn.Parameter(torch.zeros(widths[s.target])) for s in self.singles if s.source < 0
        )

    def forward(self, tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        flat = [_flat(x, part) for x, part in zip(tensors, self.parts, strict=True)]
        out: list[Tensor] = [torch.zeros_like(x) for x in flat]
        weights, biases = iter(self.weights), iter(self.biases)
        for each in self.singles:
            if each.source < 0:
                out[each.target] = out[each.target] + next(biases)
                continue
            x = flat[each.source]
            if each.pooled:
                x = x.mean([axis + 1 for axis in each.pooled])
            x = x @ next(weights)
            x = x.permute(0, *(axis + 1 for axis in each.order), x.dim() - 1)
            for axis in each.spread:
                x = x.unsqueeze(axis + 1)
            out[each.target] = out[each.target] + x
        return tuple(_whole(y, part) for y, part in zip(out, self.parts, strict=True))


def _plain(part: Part) -> int:
    return prod(int(axis.extent) for axis in part.axes if axis.group is None)


def _order(part: Part) -> tuple[list[int], list[int]]:
    """The axes of a value with products taken apart: moved ones, and plain ones."""
    made = atoms(part)
    moved = [i for i, atom in enumerate(made) if atom.group is not None]
    return moved, [i for i, atom in enumerate(made) if atom.group is None]


def _flat(x: Tensor, part: Part) -> Tensor:
    """Moved axes, then plain ones folded into the channels."""
    moved, plain = _order(part)
    x = x.reshape(len(x), *(int(atom.extent) for atom in atoms(part)), part.channels)
    order = [0, *(i + 1 for i in moved), *(i + 1 for i in plain), x.dim() - 1]
    return x.permute(order).flatten(len(moved) + 1)


def _whole(y: Tensor, part: Part) -> Tensor:
    moved, plain = _order(part)
    made = atoms(part)
    y = y.unflatten(-1, [*(int(made[i].extent) for i in plain), part.channels])
    order = [*moved, *plain]
    back = [0, *(order.index(i) + 1 for i in range(len(order))), len(order) + 1]
    return y.permute(back).reshape(len(y), *_shape(part))


def singles(pair: Pair, parts: tuple[Part, ...]) -> list[Single]:
    """The maps of a pair; none of these record types needs a diagonal."""
    if not pair.sources:
        return [Single(-1, pair.target, (), (), ())]
    (source,) = pair.sources
    below, above = _groups(parts[source]), _groups(parts[pair.target])
    found = []
    for chosen in product(*(factor.maps for factor in pair.factors)):
        by_group: dict[Group, Diagram] = {
            group: diagram
            for factor, diagrams in zip(pair.factors, chosen, strict=True)
            for group, diagram in zip(factor.groups, diagrams, strict=True)
        }
        kept = [g for g in below if by_group[g].bottom.open]
        held = [g for g in above if g in by_group and by_group[g].top.open]
        assert sorted(g.name for g in kept) == sorted(g.name for g in held)
        pooled = tuple(i for i, g in enumerate(below) if g not in kept)
        spread = tuple(i for i, g in enumerate(above) if g not in held)
        order = tuple(kept.index(g) for g in held)
        found.append(Single(source, pair.target, pooled, order, spread))
    return found


def _groups(part: Part) -> list[Group]:
    groups = [atom.group for atom in atoms(part) if atom.group is not None]
    assert len(set(groups)) == len(groups), "a group twice on one tensor"
    return groups


def forward(layer: nn.Module, inputs: tuple[Tensor, ...]) -> Call:
    """One application without gradients."""

    def call() -> object:
        with torch.no_grad():
            return layer(inputs)

    return call


def training(layer: nn.Module, inputs: tuple[Tensor, ...]) -> Call:
    """One application and the gradients by the inputs and by all weights."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    own = list(layer.parameters())
    with torch.no_grad():
        upstream = [torch.randn_like(y) for y in layer(tuple(leaves))]
    wanted = [*leaves, *own]
    return lambda: torch.autograd.grad(
        list(layer(tuple(leaves))), wanted, upstream, allow_unused=True
    )


def measure(name: str, fixed: str, folder: Path, quick: bool) -> dict[str, object]:
    """One row: times of all three, and the bytes that the layer holds beyond input and output."""
    space = load(spec(name, fixed), folder)
    inputs = space.inputs(BATCH)
    others = {} if fixed else {"one by one": OneByOne(space)}
    layers = {"symc": space.layer, **others, "floor": Floor(space)}
    maps = sum(pair.dimension for pair in space.basis.pairs if pair.sources)
    row: dict[str, object] = {"case": f"{name}{f', {fixed}' if fixed else ''}", "maps": maps}
    rounds, seconds = (5, 0.1) if quick else (15, 1.5)
    for key, make in (("forward", forward), ("training", training)):
        calls = {word: make(layer, inputs) for word, layer in layers.items()}
        for word, sample in race(calls, seconds, rounds).items():
            row[f"{key} {word}"] = 1e3 * sample.median
    written = 4 * sum(x.numel() for x in inputs)
    row["entries"] = written // 4 // BATCH // CHANNELS
    row["KiB in and out"] = 2 * written // 1024
    row["KiB beyond"] = (peak_bytes(forward(space.layer, inputs)) - written) // 1024
    if others:
        single = peak_bytes(forward(others["one by one"], inputs))
        row["KiB beyond, one by one"] = (single - written) // 1024
    return row


def show(row: dict[str, object]) -> None:
    """One line of the table."""
    cells = [str(row["case"]), f"{row['maps']:,}"]
    for key in ("forward", "training"):
        own, floor = float(str(row[f"{key} symc"])), float(str(row[f"{key} floor"]))
        cells.append(f"{own:.2f}")
        single = row.get(f"{key} one by one")
        cells.append("–" if single is None else f"{float(str(single)) / own:.1f}x")
        cells.append(f"{own / floor:.1f}")
    cells += [f"{row['KiB beyond']:,}", f"{row.get('KiB beyond, one by one', '–')}"]
    cells.append(f"{row['KiB in and out']:,}")
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Print the table, and write all figures as JSON if so wanted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    torch.empty(ALLOCATOR, dtype=torch.uint8).fill_(0)
    print(
        "| | maps | forward, ms | one by one | / floor | and backward, ms | one by one | / floor "
        "| KiB beyond | one by one | KiB in and out |"
    )
    print(f"|---|{'--:|' * 10}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name in SPECS:
            for fixed in ("", *FIXED.get(name, ())):
                rows.append(measure(name, fixed, Path(folder), wanted.quick))
                show(rows[-1])
    if wanted.json:
        wanted.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
