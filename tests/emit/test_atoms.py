"""The shared spec of an interatomic potential: symmetry, forces, derivatives of every order.

On both paths of its products: plain PyTorch, and the operators in C++.
"""

import io
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.autograd import forward_ad as _forward_ad
from torch.utils._python_dispatch import TorchDispatchMode as _TorchDispatchMode

from tests.oracle.modules import Compiled, build, spec

pytestmark = pytest.mark.torch
forward_ad: Any = _forward_ad  # torch's functions are not typed here
TorchDispatchMode: Any = _TorchDispatchMode

NARROW = spec("atoms").replace("64x", "3x").replace("mlp(r, 64, 64)", "mlp(r, 5)")
WAYS = ["PyTorch", pytest.param("C++", marks=pytest.mark.slow)]
Given = tuple[Tensor, Tensor, Tensor]
Way = Callable[[str, str], Compiled]


class Operators(TorchDispatchMode):  # type: ignore[misc]
    """Counts the calls of operators of products, and of their derivatives."""

    def __init__(self) -> None:
        super().__init__()
        self.products, self.gradients = 0, 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> object:
        if func.namespace == "symc":
            self.gradients += "_gradients" in str(func)
            self.products += "_gradients" not in str(func)
        return func(*args, **(kwargs or {}))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Way:
    """Specs as modules whose products go one way, whatever their size."""

    def make(text: str, way: str) -> Compiled:
        made = build(text)
        serves = made.module._serves

        def served(x: Tensor, work: int, *rest: Any) -> object:
            return way == "C++" and serves(x, 10**9, *rest)

        monkeypatch.setattr(made.module, "_serves", served)
        return made

    return make


def cluster(n: int, edges: int, seed: int = 0) -> Given:
    """Atoms and distinct directed bonds between them."""
    made = torch.Generator().manual_seed(seed)
    ends = torch.tensor([[i, j] for i in range(n) for j in range(n) if i != j])
    bonds = ends[torch.randperm(len(ends), generator=made)[:edges]].T.contiguous()
    species, position = (torch.randn(n, k, generator=made).double() for k in (16, 3))
    return species, position, bonds


def loss_of(net: nn.Module, given: Given) -> Tensor:
    out = net(*given)
    loss: Tensor = out.forces.square().sum() + out.energy.square()
    return loss


def slopes(net: nn.Module, given: Given) -> list[Tensor]:
    """The derivatives of a loss of forces by all weights."""
    weights = list(net.parameters())
    return list(torch.autograd.grad(loss_of(net, given), weights, materialize_grads=True))


def close(ours: list[Tensor], theirs: list[Tensor]) -> bool:
    assert any(x.abs().max() > 1e-3 for x in theirs)
    return all(torch.allclose(a, b, atol=1e-11) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("way", WAYS)
def test_the_potential_is_invariant_and_its_forces_turn(way: str, built: Way) -> None:
    net = built(spec("atoms"), way).net()
    species, position, bonds = cluster(5, 12)
    out = net(species, position, bonds)
    assert out.forces.abs().max() > 1e-4
    turn = torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(3)).double()).Q
    order = torch.tensor([4, 2, 0, 1, 3])
    for matrix in (turn, -turn):
        place = (position @ matrix.T + 2)[order]
        moved = net(species[order], place, torch.argsort(order)[bonds])
        assert torch.allclose(moved.energy, out.energy)
        assert torch.allclose(moved.forces, (out.forces @ matrix.T)[order])


@pytest.mark.parametrize("way", WAYS)
def test_edges_in_any_order_give_the_same_bits(way: str, built: Way) -> None:
    net = built(spec("atoms"), way).net(torch.float32)
    species, position, bonds = cluster(12, 70)
    given = (species.float(), position.float())
    out = net(*given, bonds)
    for seed in range(3):
        order = torch.randperm(70, generator=torch.Generator().manual_seed(seed))
        mixed = net(*given, bonds[:, order])
        assert torch.equal(mixed.energy, out.energy) and torch.equal(mixed.forces, out.forces)


@pytest.mark.parametrize("way", WAYS)
def test_forces_are_minus_the_finite_difference(way: str, built: Way) -> None:
    net = built(spec("atoms"), way).net()
    species, position, bonds = cluster(4, 9)
    forces = net(species, position, bonds).forces
    for i in range(4):
        for k in range(3):
            step = torch.zeros(4, 3).double()
            step[i, k] = 1e-5
            ahead, back = (net(species, position + s, bonds).energy for s in (step, -step))
            assert abs((back - ahead) / 2e-5 - forces[i, k]) < 1e-6


@pytest.mark.slow_but(2)
@pytest.mark.parametrize("way", WAYS)
def test_a_loss_of_forces_has_right_derivatives(way: str, built: Way) -> None:
    """By places, kinds of atoms and every weight; the second ones are the loss's third by place."""
    net = built(NARROW, way).net()
    species, position, bonds = cluster(4, 7)
    names = [name for name, _ in net.named_parameters()]

    def loss(species: Tensor, position: Tensor, *weights: Tensor) -> Tensor:
        state = dict(zip(names, weights, strict=True))
        out = torch.func.functional_call(net, state, (species, position, bonds))
        total: Tensor = out.forces.square().sum() + out.energy.square()
        return total

    leaves = (species, position, *(p.detach() for p in net.parameters()))
    given = tuple(x.clone().requires_grad_() for x in leaves)
    assert torch.autograd.gradcheck(loss, given, fast_mode=True)
    assert torch.autograd.gradgradcheck(loss, given, fast_mode=True)


@pytest.mark.slow
def test_models_with_forces_use_operators_of_their_own(built: Way) -> None:
    """Two products; each is derived once for forces; a loss of forces derives all of these."""
    net = built(spec("atoms"), "C++").net()
    given = cluster(5, 12)
    with torch.no_grad(), Operators() as forces:
        net(*given)
    assert (forces.products, forces.gradients) == (2, 2)
    with Operators() as trained:
        ours = slopes(net, given)
    assert trained.products > 2 and trained.gradients > 4
    with Operators() as plain:
        theirs = slopes(built(spec("atoms"), "PyTorch").net(), given)
    assert (plain.products, plain.gradients) == (0, 0)
    assert close(ours, theirs)


def tangent(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    with forward_ad.dual_level():
        made: Tensor = forward_ad.unpack_dual(function(forward_ad.make_dual(x, x.sin()))).tangent
    return made


def batched(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """All rows of the matrix of derivatives by one call, which takes a batch of gradients."""
    leaf = x.clone().requires_grad_()
    y = function(leaf)
    rows = torch.eye(y.numel(), dtype=y.dtype).view(-1, *y.shape)
    made: Tensor = torch.autograd.grad(y, leaf, rows, is_grads_batched=True)[0]
    return made


def turned(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """The derivative from the front of a derivative from behind, at a value of its own."""
    vjp: Any = torch.func.vjp
    y, pull = vjp(function, x)
    made: Tensor = torch.func.jvp(lambda g: pull(g)[0], (y,), (y.cos(),))[1]
    return made


TRANSFORMS: dict[str, Callable[[Callable[[Tensor], Tensor], Tensor], Tensor]] = {
    "jacrev": lambda f, x: torch.func.jacrev(f)(x),
    "jacfwd": lambda f, x: torch.func.jacfwd(f)(x),
    "jacrev of jacrev": lambda f, x: torch.func.jacrev(torch.func.jacrev(f))(x)[:2],
    "hessian": lambda f, x: torch.func.hessian(lambda p: f(p).square().sum())(x),
    "grad": lambda f, x: torch.func.grad(lambda p: f(p).square().sum())(x),
    "jvp": lambda f, x: torch.func.jvp(f, (x,), (x.sin(),))[1],
    "vmap": lambda f, x: torch.func.vmap(f)(torch.stack([x, x + 0.1 * x.cos()])),
    "dual numbers": tangent,
    "batched gradients": batched,
    "pushed pullback": turned,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRANSFORMS)
def test_transforms_of_forces_are_those_of_plain_pytorch(name: str, built: Way) -> None:
    species, position, bonds = cluster(3, 6)
    found = []
    for way in ("PyTorch", "C++"):
        net = built(NARROW, way).net()

        def forces(x: Tensor, net: nn.Module = net) -> Tensor:
            made: Tensor = net(species, x, bonds).forces
            return made

        found.append(TRANSFORMS[name](forces, position).detach())
    assert found[0].abs().max() > 1e-6
    assert torch.allclose(found[0], found[1], atol=1e-12)


class Graphs:
    """A compiler of whole graphs that runs them as they stand, and counts their operators."""

    def __init__(self) -> None:
        self.products, self.gradients = 0, 0

    def __call__(self, graph: Any, inputs: Any) -> Any:
        from torch._dynamo.backends.common import aot_autograd
        from torch._functorch import aot_autograd as functorch

        boxed: Any = functorch.make_boxed_func  # type: ignore[attr-defined]

        def counted(graph: Any, inputs: Any) -> Any:
            told = [str(node.target) for node in graph.graph.nodes if "symc" in str(node.target)]
            self.gradients += sum("_gradients" in word for word in told)
            self.products += sum("_gradients" not in word for word in told)
            return boxed(graph)

        return aot_autograd(fw_compiler=counted, bw_compiler=counted)(graph, inputs)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["PyTorch", "C++"])
def test_forces_and_their_training_compile_whole(way: str, built: Way) -> None:
    """For any number of atoms and edges: the graphs have the operators of the path that is on."""
    net = built(NARROW, way).net()
    first, other = cluster(5, 12), cluster(8, 25)
    want, grads = net(*other), slopes(net, other)
    inferred, trained = Graphs(), Graphs()
    quick: Any = torch.compile(net, fullgraph=True, dynamic=True, backend=inferred)
    with torch.no_grad():
        quick(*first)
        out = quick(*other)
    assert (inferred.products, inferred.gradients) == ((2, 2) if way == "C++" else (0, 0))
    assert torch.allclose(out.energy, want.energy) and torch.allclose(out.forces, want.forces)
    torch.compiler.reset()
    quick = torch.compile(net, fullgraph=True, dynamic=True, backend=trained)
    quick(*first)
    assert close(slopes(quick, other), grads)
    assert (trained.gradients > 4) == (way == "C++")


@pytest.mark.slow
def test_forces_and_their_training_compile_with_inductor(built: Way) -> None:
    net = built(NARROW, "C++").net()
    given = cluster(5, 12)
    want, grads = net(*given), slopes(net, given)
    quick: Any = torch.compile(net, fullgraph=True)
    assert torch.allclose(quick(*given).forces, want.forces)
    assert close(slopes(quick, given), grads)


class Tupled(nn.Module):
    """A model with a tuple for its result, which is saved without its class."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, species: Tensor, position: Tensor, bonds: Tensor) -> tuple[Tensor, Tensor]:
        energy, forces = self.net(species, position, bonds)
        return energy, forces


@pytest.mark.slow
@pytest.mark.parametrize("way", ["PyTorch", "C++"])
def test_forces_are_exported_saved_and_loaded(way: str, built: Way) -> None:
    """With free numbers of atoms and edges; a program is of plain PyTorch whatever serves here."""
    net = built(spec("atoms"), way).net()
    n, e = torch.export.Dim("n", min=2), torch.export.Dim("e", min=2)
    shapes = ({0: n}, {0: n}, {1: e})
    exported = torch.export.export(Tupled(net), cluster(5, 12), dynamic_shapes=shapes)
    assert not [node for node in exported.graph.nodes if "symc" in str(node.target)]
    file = io.BytesIO()
    torch.export.save(exported, file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    for other in (cluster(5, 12), cluster(11, 45, 1), cluster(3, 2, 2)):
        want = net(*other)
        energy, forces = loaded(*other)
        assert torch.allclose(energy, want.energy, atol=1e-12)
        assert torch.allclose(forces, want.forces, atol=1e-12)
