"""Products of irreps as forms, their generated files, and what brute force says about them."""

import importlib.util
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor

from symc.algebra import wigner_3j
from symc.emit import form_page, render_form
from symc.ir.form import Form, Weights
from symc.schedule.forms import Route, form_of, normalized

Irrep = tuple[int, int]
"""A degree and a parity, 1 or -1."""

_FOLDER = tempfile.TemporaryDirectory(prefix="symc_products_")


def irreps(text: str) -> tuple[Irrep, ...]:
    """`0e + 1o` as pairs."""
    return tuple((int(word[:-1]), 1 if word[-1] == "e" else -1) for word in text.split(" + "))


@dataclass(frozen=True)
class Problem:
    """A product of irreps with all paths, into blocks of their own unless `merged`."""

    x: str
    y: str
    z: str
    channels: int
    weights: Weights = "entry"
    merged: bool = True
    paired: bool = False
    indexed: bool = False

    @property
    def instructions(self) -> tuple[tuple[int, int, int], ...]:
        """Block of x, of y and of z of every path, and of z in the order of the paths."""
        found = []
        count = 0
        for k, (l3, p3) in enumerate(irreps(self.z)):
            for i, (l1, p1) in enumerate(irreps(self.x)):
                for j, (l2, p2) in enumerate(irreps(self.y)):
                    if abs(l1 - l2) <= l3 <= l1 + l2 and p1 * p2 == p3:
                        found.append((i, j, k if self.merged else count))
                        count += 1
        return tuple(found)

    @property
    def out(self) -> tuple[Irrep, ...]:
        """The blocks of z."""
        if self.merged:
            return irreps(self.z)
        found = []
        for k in irreps(self.z):
            for i in irreps(self.x):
                for j in irreps(self.y):
                    if abs(i[0] - j[0]) <= k[0] <= i[0] + j[0] and i[1] * j[1] == k[1]:
                        found.append(k)
        return tuple(found)

    @property
    def form(self) -> Form:
        """The problem as a form."""
        x, y, z = irreps(self.x), irreps(self.y), self.out
        routes = tuple(
            Route(i, j, k, wigner_3j(x[i][0], y[j][0], z[k][0])) for i, j, k in self.instructions
        )
        sizes = (_sizes(x), _sizes(y), _sizes(z))
        return form_of(
            sizes,
            normalized(routes),
            self.channels,
            self.weights,
            paired=self.paired,
            indexed=self.indexed,
        )


def _sizes(blocks: tuple[Irrep, ...]) -> tuple[int, ...]:
    return tuple(2 * degree + 1 for degree, _ in blocks)


@lru_cache
def load(form: Form) -> ModuleType:
    """The generated file of a form, imported."""
    name = f"product_{abs(hash(form))}"
    path = Path(_FOLDER.name) / f"{name}.py"
    path.write_text(render_form(form_page(form, "product")), encoding="utf-8")
    found = importlib.util.spec_from_file_location(name, path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module


def table(form: Form) -> Tensor:
    """The table of the plain PyTorch form."""
    module = load(form)
    made: Tensor = module._path_table(module._PRODUCT_PATHS, module._PRODUCT_RUNS, form.sizes[1])
    return made


def dense(form: Form, x: Tensor, y: Tensor, w: Tensor | None) -> Tensor:
    """The product by its definition, entry by entry and path by path."""
    out = x.new_zeros(x.shape[0], form.sizes[2], form.channels)
    y = y if form.paired else y.unsqueeze(-1)
    for p, path in enumerate(form.paths):
        tensor = x.new_zeros(path.sizes)
        for e in path.coupling.entries:
            tensor[e.i, e.j, e.k] = e.value
        a = x[:, path.x : path.x + path.sizes[0]]
        b = y[:, path.y : path.y + path.sizes[1]]
        made = torch.einsum("eic,ejc,ijk->ekc", a, b.expand(-1, -1, form.channels), tensor)
        if w is not None:
            made = made * w.select(-2, p).unsqueeze(-2)
        pad = (0, 0, path.z, form.sizes[2] - path.z - path.sizes[2])
        out = out + torch.nn.functional.pad(made, pad)
    return out


def along(form: Form, x: Tensor, y: Tensor, w: Tensor | None, graph: tuple[Tensor, ...]) -> Tensor:
    """The product along edges by its definition."""
    made = dense(form, x[graph[0]], y, w)
    z = made.new_zeros((graph[3].shape[0] - 1, *made.shape[1:]))
    for e, n in enumerate(graph[1].tolist()):
        z = z + torch.nn.functional.pad(made[e : e + 1], (0, 0, 0, 0, n, z.shape[0] - n - 1))
    return z


def operands(
    form: Form, entries: int, nodes: int = 0, dtype: torch.dtype = torch.float64, seed: int = 0
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Random x, y and w."""
    made = torch.Generator().manual_seed(seed)
    x, y, _ = form.sizes
    c = form.channels
    shapes = (
        (nodes if form.indexed else entries, x, c),
        (entries, y, c) if form.paired else (entries, y),
        (entries, len(form.paths), c) if form.weights == "entry" else (len(form.paths), c),
    )
    a, b, w = (torch.randn(s, generator=made, dtype=torch.float64).to(dtype) for s in shapes)
    return a, b, None if form.weights == "none" else w
