"""Algorithms of one product along edges, beside `cg`: `python -m benchmarks.products --algorithms`.

All irreps of natural parity up to a degree, on nodes, by the harmonics of as high a degree of every
edge, summed at nodes; channelwise, weights of every edge. Nothing else is timed: the weights are
given, harmonics and frames are made of vectors. `gaunt` is another operation, `cp` at a rank that
is exact; `so2` the same function as `cg`, which is checked.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from symc.compiler import plan, understand, write
from symc.report import Source

NODES, DEGREE = 64, 16
"""Nodes, and edges to each."""

ALGORITHMS = ("cg", "so2", "gaunt", "cp(rank = 100)")
CP = 3
"""The largest degree at which `cp` is tried."""


def spec(degree: int, channels: int, algorithm: str, count: int) -> str:
    """The model of one algorithm, whose edges have so many weights."""
    irreps = " + ".join(f"{channels}x{k}{'eo'[k % 2]}" for k in range(degree + 1))
    return f"""size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
type Node = [Atoms, Rot({irreps})]
model Product(h: Node, v: [Bonds, Rot], w: {count} [Bonds], bonds: Bonds) -> Node {{
    y = spherical_harmonics(v, {degree})
    m = tensor_product(gather(h at bonds.source), y -> [Bonds, Rot({irreps})],
                       mode = channelwise, weights = w, algorithm = {algorithm})
    return scatter(m to bonds.target)
}}
"""


def counted(degree: int, channels: int, algorithm: str) -> int:
    """How many weights an edge has."""
    if algorithm == "gaunt":
        return 3 * (degree + 1) * channels
    sides = range(degree + 1)
    even = [
        (a, b, c)
        for a in sides
        for b in sides
        for c in sides
        if abs(a - b) <= c <= a + b and not (a + b + c) % 2
    ]
    return len(even) * channels


def model(degree: int, channels: int, algorithm: str, folder: str) -> Any:
    """The compiled model."""
    text = spec(degree, channels, algorithm, counted(degree, channels, algorithm))
    path = Path(folder) / f"{algorithm.partition('(')[0]}_{degree}.py"
    path.write_text(write(plan(understand(Source("product.sym", text)))), encoding="utf-8")
    found = spec_from_file_location(path.stem, path)
    assert found is not None and found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module.Product()


def ways(degree: int, channels: int, folder: str) -> dict[str, tuple[Any, tuple[Tensor, ...]]]:
    """Each algorithm as a function of nodes, vectors and weights, with its operands."""
    made = torch.Generator().manual_seed(0)
    edges = NODES * DEGREE
    ends = torch.stack(
        (torch.randint(NODES, (edges,), generator=made), torch.arange(edges) // DEGREE)
    )
    h = torch.randn(NODES, channels * (degree + 1) ** 2, generator=made)
    v = torch.randn(edges, 3, generator=made)
    found: dict[str, tuple[Any, tuple[Tensor, ...]]] = {}
    results = {}
    for algorithm in ALGORITHMS:
        if algorithm.startswith("cp") and degree > CP:
            continue
        net = model(degree, channels, algorithm, folder)
        w = torch.randn(edges, counted(degree, channels, algorithm), generator=made.manual_seed(1))

        def call(h: Tensor, v: Tensor, w: Tensor, net: Any = net) -> Any:
            return net(h, v, w, ends)

        found[algorithm] = (call, (h, v, w))
        with torch.no_grad():
            results[algorithm] = call(h, v, w)
    for algorithm, result in results.items():
        if algorithm != "gaunt":
            assert torch.allclose(result, results["cg"], atol=1e-4 * float(result.abs().max()))
    return found
