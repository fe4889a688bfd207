"""The layers that are measured: specs of one line, compiled, loaded and taken apart."""

import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.baselines import (
    Baseline,
    Dense,
    Features,
    Ign,
    PerDiagram,
    StackAll,
    constant_tensors,
    extents,
    ign_maps,
    out_entries,
)
from benchmarks.diagrams import Slots, basis
from symc.compiler import plan, understand, write
from symc.report import Source


@dataclass(frozen=True, slots=True)
class Case:
    """One linear layer: its groups (free ones carry the size they are run at), and its size."""

    name: str
    groups: tuple[Slots, ...]
    free: tuple[bool, ...]
    batch: int
    channels: int = 16

    @property
    def spec(self) -> str:
        """The layer as a spec."""
        lines = ["symc 1", ""]
        for i, (group, free) in enumerate(zip(self.groups, self.free, strict=True)):
            lines += [f"size n{i}"] if free else []
            size = f"n{i}" if free else ", ".join(map(str, group.group.parameters))
            lines.append(f"group G{i} = {group.family}({size})")
        source, target = self._type(False), self._type(True)
        body = f"{{ return linear(x -> {target}) }}"
        return "\n".join([*lines, "", f"model Layer(x: {source}) -> {target} {body}", ""])

    def _type(self, outputs: bool) -> str:
        slots = [(g.outputs if outputs else g.inputs) for g in self.groups]
        labels = [f"G{i}.{g.label}" if g.label else f"G{i}" for i, g in enumerate(self.groups)]
        names = {axis: name for name, axes in zip(labels, slots, strict=True) for axis in axes}
        return f"{self.channels} [{', '.join(names[i] for i in sorted(names))}]"

    def input(self, batch: int | None = None, dtype: torch.dtype = torch.float32) -> Tensor:
        """A random input."""
        shape = (batch or self.batch, *extents(self.groups), self.channels)
        return torch.randn(shape, dtype=dtype)


def symmetric(k: int, l: int, n: int, batch: int, free: bool = True, channels: int = 16) -> Case:  # noqa: E741
    name = f"S(n) {k}->{l} n={n}" if free else f"S({n}) {k}->{l}"
    return Case(name, (power("S", n, k, l),), (free,), batch, channels)


def constant(family: str, n: int, k: int, l: int, batch: int, channels: int = 16) -> Case:  # noqa: E741
    return Case(f"{family}({n}) {k}->{l}", (power(family, n, k, l),), (False,), batch, channels)


def lorentz(k: int, l: int, batch: int, channels: int = 16) -> Case:  # noqa: E741
    slots = Slots("O", 4, tuple(range(k)), tuple(range(l)), (1, 3))
    return Case(f"O(1,3) {k}->{l}", (slots,), (False,), batch, channels)


def power(family: str, n: int, k: int, l: int) -> Slots:  # noqa: E741
    return Slots(family, n, tuple(range(k)), tuple(range(l)))


HEADLINE = symmetric(2, 2, 64, 8)
CASES = (
    HEADLINE,
    symmetric(3, 3, 16, 2),
    symmetric(1, 1, 32, 256),
    symmetric(2, 1, 32, 16),
    symmetric(3, 1, 32, 2),
    symmetric(2, 2, 3, 64, free=False, channels=32),
    symmetric(2, 2, 6, 64, free=False, channels=32),
    constant("O", 3, 2, 2, 512, 32),
    constant("O", 3, 3, 3, 256),
    constant("O", 3, 4, 4, 64, 8),
    constant("SO", 3, 2, 3, 256),
    constant("SO", 3, 3, 3, 256),
    constant("Sp", 4, 2, 2, 256),
    constant("Sp", 4, 3, 3, 64, 8),
    lorentz(2, 2, 256),
    lorentz(3, 3, 64, 8),
    Case("C(8) regular", (Slots("C", 8, (0,), (0,), label="regular"),), (False,), 512),
    constant("C", 8, 2, 2, 64, 8),
    Case(
        "S(n) x O(3) [P,R]->[P,R] n=128",
        (Slots("S", 128, (0,), (0,)), Slots("O", 3, (1,), (1,))),
        (True, False),
        16,
    ),
)


def load(text: str, name: str = "generated") -> type[nn.Module]:
    """The class `Layer` of a generated module."""
    folder = Path(tempfile.mkdtemp(prefix="symc-bench-"))
    path = folder / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Layer


def generate(case: Case) -> str:
    """The text of the generated module."""
    return write(plan(understand(Source(f"{case.name}.sym", case.spec))))


@dataclass(frozen=True, slots=True)
class Method:
    """A layer in float32, what it computes on, and the error of its output and gradient."""

    name: str
    layer: nn.Module
    x: Tensor
    error: float


def methods(case: Case, file: str | None = None) -> tuple[Method, ...]:
    """Every method with the weights of the generated layer, each checked against it."""
    layer = load(Path(file).read_text() if file else generate(case))(dtype=torch.float64)
    with torch.no_grad():
        for parameter in layer.parameters():
            if parameter.dim() == 1 and not parameter.any():
                parameter.normal_()
    w, b = fitted(case, layer, all_maps(case))
    made: list[tuple[str, nn.Module, bool]] = [
        ("generated", layer, False),
        ("linear", nn.Linear(case.channels, case.channels), False),
        ("stacked", StackAll(case.groups, w, b), False),
        ("einsums", PerDiagram(case.groups, w, b), False),
    ]
    if case.groups[0].family == "S" and len(case.groups) == 1 and case.groups[0].size > 3:
        group = case.groups[0]
        if (len(group.inputs), len(group.outputs)) == (2, 2):
            made.append(("ign", Ign(fitted(case, layer, ign_features)[0], b), True))
    if Dense.fits(case.groups, case.channels, case.channels):
        made.append(("dense", Dense(case.groups, w, b), False))
    x = case.input(dtype=torch.float64)
    upstream = torch.randn_like(layer(x))
    wanted = answers(layer, x, upstream, False)
    result = []
    for name, each, first in made:
        error, own = 0.0, x.float()
        if name != "linear":
            found = answers(each.float(), own, upstream.float(), first)
            pairs = zip(found, wanted, strict=True)
            error = max(float((a - b).abs().max() / b.abs().max()) for a, b in pairs)
        own = own.movedim(-1, 1).contiguous() if first else own
        result.append(Method(name, each, own, error))
    return tuple(result)


def answers(layer: nn.Module, x: Tensor, upstream: Tensor, first: bool) -> tuple[Tensor, Tensor]:
    """What a layer gives, and its gradient by the input, with channels last."""
    x = x.clone().requires_grad_()
    y = layer(x.movedim(-1, 1)).movedim(1, -1) if first else layer(x)
    return y.detach(), torch.autograd.grad(y, x, upstream)[0]


def all_maps(case: Case) -> Features:
    maps = basis(case.groups)
    return lambda x: [m.expand(m.contract(x)) for m in maps]


def ign_features(x: Tensor) -> list[Tensor]:
    return [y.movedim(1, -1) for y in ign_maps(x.movedim(-1, 1))]


def fitted(case: Case, layer: nn.Module, features: Features) -> tuple[Tensor, Tensor]:
    """The weights per basis map and channel pair that reproduce a layer, by least squares.

    One random channel goes through all maps; the layer sees it in each input channel in turn.
    """
    with torch.no_grad():
        constants = constant_tensors(case.groups, torch.float64).flatten(1).T
        zero = layer(case.input(1, torch.float64) * 0).reshape(-1, case.channels)
        b = torch.linalg.lstsq(constants, zero).solution if constants.shape[1] else zero[:0]
        x = case.input(fit_batch(case), torch.float64)[..., :1]
        columns = torch.cat(features(x), -1).flatten(0, -2)
        target = []
        for c in range(case.channels):
            one = torch.zeros(*x.shape[:-1], case.channels, dtype=x.dtype)
            one[..., c : c + 1] = x
            y = layer(one).reshape(len(x), -1, case.channels) - zero
            target.append(y.flatten(0, 1))
        w = torch.linalg.lstsq(columns, torch.cat(target, -1)).solution
    return w.view(-1, case.channels, case.channels), b


def fit_batch(case: Case) -> int:
    """Enough random inputs to tell all maps apart."""
    return max(12, -(-4 * len(basis(case.groups)) // out_entries(case.groups)))


__all__ = ["CASES", "HEADLINE", "Baseline", "Case", "Method", "generate", "load", "methods"]
