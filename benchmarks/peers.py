"""The ways of a product along edges that `benchmarks/products_gpu.py` times, one beside the other.

Each is a function of x at points, y and w along edges, that gives z at points. Those that are not
installed say so.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.problems import Problem
from symc.emit import form_page, render_form
from symc.emit.backends.torch.forms import operator_of
from symc.ir.form import Form

Product = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Edges:
    """The ends of the edges, sorted by target, and how many points there are."""

    source: Tensor
    target: Tensor
    points: int


@dataclass(frozen=True)
class Way:
    """A product and its operands: one, or several that are called one after the other."""

    parts: tuple[tuple[Product, tuple[Tensor, ...]], ...]


def load(form: Form, folder: str) -> Any:
    """The generated file of a form."""
    path = Path(folder) / f"{operator_of(form)}.py"
    path.write_text(render_form(form_page(form, "product")), encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def operands(sizes: tuple[tuple[int, ...], ...], device: torch.device) -> tuple[Tensor, ...]:
    """Random numbers that derivatives are taken by."""
    return tuple(torch.randn(size, device=device, requires_grad=True) for size in sizes)


def symc(problem: Problem, edges: Edges) -> Way:
    """One operator for each number of channels."""
    parts = []
    with tempfile.TemporaryDirectory() as folder:
        for form in problem.forms:
            module = load(form, folder)
            graph = module._sorted_edges(edges.source, edges.target, edges.points, edges.points)
            operator = getattr(torch.ops.symc, operator_of(form))
            count, (x, y, _), c = edges.source.shape[0], form.sizes, form.channels
            sizes = ((edges.points, x, c), (count, y), (count, len(form.paths), c))

            def product(
                x: Tensor, y: Tensor, w: Tensor, call: Any = operator, graph: Any = graph
            ) -> Tensor:
                made: Tensor = call(x, y, w, *graph)
                return made

            parts.append((product, operands(sizes, edges.source.device)))
    return Way(tuple(parts))


def e3nn_product(problem: Problem) -> Any:
    """The same instructions as a product of e3nn."""
    from e3nn import o3

    x, y, z = irreps_of(problem)
    paths = [(i, l2, n, "uvu", True) for n, (i, l2, _, _) in enumerate(problem.paths)]
    weights = {"shared_weights": False, "internal_weights": False}
    return o3.TensorProduct(*map(o3.Irreps, (x, y, z)), paths, **weights)


def irreps_of(problem: Problem) -> tuple[str, str, str]:
    """Those of x, y and z in words."""

    def words(blocks: list[tuple[int, int, int]]) -> str:
        return " + ".join(f"{c}x{degree}{'e' if p == 1 else 'o'}" for c, degree, p in blocks)

    y = [(1, degree, (-1) ** degree) for degree in range(problem.y + 1)]
    z = [(problem.x[i][0], l3, parity) for i, _, l3, parity in problem.paths]
    return words(list(problem.x)), words(y), words(z)


def unfused(product: Any, edges: Edges, compiled: bool = False) -> Way:
    """A product of e3nn between a gather and a sum; messages are stored."""
    product = product.to(edges.source.device)

    def call(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
        made = product(x[edges.source], y, w)
        return made.new_zeros(edges.points, made.shape[1]).index_add(0, edges.target, made)

    sizes = (
        (edges.points, product.irreps_in1.dim),
        (edges.source.shape[0], product.irreps_in2.dim),
        (edges.source.shape[0], product.weight_numel),
    )
    run = torch.compile(call) if compiled else call
    return Way(((run, operands(sizes, edges.source.device)),))


def e3nn(problem: Problem, edges: Edges) -> Way:
    """e3nn as it stands."""
    return unfused(e3nn_product(problem), edges)


def e3nn_compiled(problem: Problem, edges: Edges) -> Way:
    """The same by torch.compile, which has no double backward."""
    return unfused(e3nn_product(problem), edges, compiled=True)


def cuequivariance(problem: Problem, edges: Edges) -> Way:
    """NVIDIA's, gather and sum in it."""
    cue, torch_of = map(import_module, ("cuequivariance", "cuequivariance_torch"))
    x, y, z = irreps_of(problem)
    product = torch_of.ChannelWiseTensorProduct(
        cue.Irreps("O3", x),
        cue.Irreps("O3", y),
        [irrep for _, irrep in cue.Irreps("O3", z)],
        layout=cue.ir_mul,
        shared_weights=False,
        internal_weights=False,
        device=edges.source.device,
    )
    source, target = edges.source.int(), edges.target.int()

    def call(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
        made: Tensor = product(x, y, w, indices_1=source, indices_out=target, size_out=edges.points)
        return made

    count = edges.source.shape[0]
    sizes = (
        (edges.points, cue.Irreps("O3", x).dim),
        (count, cue.Irreps("O3", y).dim),
        (count, product.weight_numel),
    )
    return Way(((call, operands(sizes, edges.source.device)),))


def openequivariance(problem: Problem, edges: Edges) -> Way:
    """Its fused convolution, deterministic as ours is."""
    oeq = import_module("openequivariance")
    x, y, z = irreps_of(problem)
    paths = [(i, l2, n, "uvu", True) for n, (i, l2, _, _) in enumerate(problem.paths)]
    given = oeq.TPProblem(
        *map(oeq.Irreps, (x, y, z)), paths, shared_weights=False, internal_weights=False
    )
    product = oeq.TensorProductConv(given, deterministic=True)
    by_source = torch.argsort(edges.source * edges.points + edges.target)

    def call(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
        made: Tensor = product.forward(x, y, w, edges.target, edges.source, by_source)
        return made

    count = edges.source.shape[0]
    sizes = (
        (edges.points, given.irreps_in1.dim),
        (count, given.irreps_in2.dim),
        (count, given.weight_numel),
    )
    return Way(((call, operands(sizes, edges.source.device)),))


@dataclass(frozen=True)
class Peer:
    """A way by name, the module that it needs, and if making it takes long."""

    name: str
    make: Callable[[Problem, Edges], Way]
    module: str
    slow: bool = False

    def missing(self) -> str:
        """Why it cannot be had here; empty if it can."""
        try:
            import_module(self.module)
        except (ImportError, OSError, RuntimeError) as error:
            return f"{self.name}: not here ({type(error).__name__}: {error})".splitlines()[0]
        return ""


PEERS = (
    Peer("symc", symc, "symc"),
    Peer("e3nn", e3nn, "e3nn"),
    Peer("cuEquivariance", cuequivariance, "cuequivariance_torch"),
    Peer("OpenEquivariance", openequivariance, "openequivariance"),
    Peer("e3nn compiled", e3nn_compiled, "e3nn", slow=True),
)
