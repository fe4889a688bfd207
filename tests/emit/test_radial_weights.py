"""Products that make their weights themselves: as those that store them, to any derivative."""

import re
import sys
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from symc.compiler import plan, understand
from symc.explain import explain
from symc.report import Source
from symc.solve import solve
from tests.oracle.modules import build, spec

pytestmark = pytest.mark.torch

Both: TypeAlias = Callable[..., tuple[Any, Any]]
OPTION = "mode = channelwise, radial_precision = ieee"
ATOMS = spec("atoms").replace("64x", "4x").replace("mlp(r, 64, 64)", "mlp(r, 6)")
ROWS = """\
size n
group Items = S(n)
group Rot = O(3)
model M(x: [Items, Rot(3x0e + 3x1o + 2x2e)], y: [Items, Rot(1x0e + 1x1o)], r: 4 [Items]) -> [
    Items, Rot(3x0e + 3x1o + 2x2e)] {
    return tensor_product(x, y -> [Items, Rot(3x0e + 3x1o + 2x2e)],
        weights = mlp(r, 5), mode = channelwise)
}
"""
EDGES = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
type Node = [Atoms, Space(8x0e + 8x1o + 8x2e)]
type Edge = [Bonds, Space(1x0e + 1x1o + 1x2e)]
model M(h: [Atoms, Space(8x0e + 8x1o)], y: Edge, r: 4 [Bonds], bonds: Bonds) -> Node {
    message = tensor_product(gather(h at bonds.source), y
        -> [Bonds, Space(8x0e + 8x1o + 8x2e)], weights = mlp(r, 5), mode = channelwise)
    return scatter(message to bonds.target)
}
"""


def radial(text: str, precision: str = "ieee") -> str:
    """The spec with products that make their weights."""
    return text.replace("mode = channelwise", OPTION.replace("ieee", precision))


@pytest.fixture(name="both")
def compiled(monkeypatch: pytest.MonkeyPatch) -> Both:
    """Both ways as modules with the same parameters; small calls take operators, and parts."""

    def made(text: str, dtype: torch.dtype = torch.float64) -> tuple[Any, Any]:
        found = [build(text), build(radial(text))]
        for each in found:
            monkeypatch.setattr(each.module, "_serves", lambda *_: True)
        monkeypatch.setattr(found[1].module, "_most_entries", lambda *_: 3)
        nets = [each.net(dtype) for each in found]
        nets[1].load_state_dict(nets[0].state_dict())
        return nets[0], nets[1]

    return made


def cloud(atoms: int) -> tuple[Tensor, ...]:
    """Atoms in a box, and the pairs of close ones."""
    made = torch.Generator().manual_seed(1)
    species = torch.randn(atoms, 16, generator=made, dtype=torch.float64)
    position = torch.rand(atoms, 3, generator=made, dtype=torch.float64) * 8
    apart = torch.cdist(position, position)
    bonds = ((apart < 5) & (apart > 0)).nonzero().T
    return species, position, bonds


@pytest.mark.parametrize("atoms", [1, 2, 9])
def test_energies_forces_and_force_losses_are_those_of_stored_weights(
    atoms: int, both: Both
) -> None:
    """In parts of three edges, with atoms that have none, and with none at all."""
    found = []
    for net in both(ATOMS):
        out = net(*cloud(atoms))
        loss = out.energy.sum() + out.forces.square().sum()
        slopes = torch.autograd.grad(loss, list(net.parameters()), materialize_grads=True)
        found.append((out.energy, out.forces, *slopes))
    for ours, theirs in zip(*found, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-10, rtol=1e-9)
    assert atoms < 9 or found[0][1].abs().max() > 1e-3


def test_states_have_the_same_names_and_sizes() -> None:
    stored, made = (build(text).net().state_dict() for text in (ATOMS, radial(ATOMS)))
    assert {k: v.shape for k, v in stored.items()} == {k: v.shape for k, v in made.items()}


def rows() -> tuple[Tensor, ...]:
    made = torch.Generator().manual_seed(2)
    return tuple(torch.randn(7, k, generator=made, dtype=torch.float64) for k in (22, 4, 4))


def every_pair() -> tuple[Tensor, ...]:
    made = torch.Generator().manual_seed(2)
    sizes = ((7, 32), (49, 9), (49, 4))
    values = (torch.randn(*n, generator=made, dtype=torch.float64) for n in sizes)
    return (*values, torch.cartesian_prod(*(torch.arange(7),) * 2).T.flip(1))


GIVEN = {ATOMS: lambda: cloud(9), ROWS: rows, EDGES: every_pair}


class Largest(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """The most numbers of a tensor that any operation of PyTorch makes."""

    most = 0

    def __torch_dispatch__(self, function: Any, _: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = function(*args, **(kwargs or {}))
        sizes = [t.numel() for t in tree_leaves(out) if isinstance(t, Tensor)]
        self.most = max(self.most, *sizes, 0)
        return out


def test_no_tensor_has_the_weights_of_all_edges(both: Both) -> None:
    nets = both(EDGES)
    source, target = torch.cartesian_prod(*(torch.arange(7),) * 2).T
    h, y, r = (
        torch.randn(n, k, dtype=torch.float64, requires_grad=True)
        for n, k in ((7, 32), (49, 9), (49, 4))
    )
    most = []
    for net in nets:
        made: Any = Largest
        with made() as seen:
            net(h, y, r, torch.stack((source, target))).square().sum().backward()
        most.append(seen.most)
    assert most[0] >= 49 * 7 * 8 > most[1]


@pytest.mark.parametrize("parts", [3, 1000])
@pytest.mark.parametrize("text", [ATOMS, ROWS, EDGES], ids=["forces", "rows", "edges"])
def test_plain_pytorch_is_the_same_in_parts(
    text: str, parts: int, both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the operators; more entries at once than there are, or fewer; second derivatives."""
    found = []
    for net in both(text):
        module: Any = sys.modules[type(net).__module__]
        monkeypatch.setattr(module, "_serves", lambda *_: False)
        monkeypatch.setattr(module, "_entries_at_once", lambda *_: parts)
        given = list(GIVEN[text]())
        with torch.no_grad():
            quiet = net(*given)
        known = [t.requires_grad_() for t in given if t.is_floating_point()]
        out = net(*given)
        value = out if isinstance(out, Tensor) else out.energy
        slopes = torch.autograd.grad(value.square().sum(), known, create_graph=True)
        loss = torch.stack([slope.square().sum() for slope in slopes]).sum()
        twice = torch.autograd.grad(loss, list(net.parameters()), materialize_grads=True)
        found.append((value, *tree_leaves(quiet), *slopes, *twice))
    for ours, theirs in zip(*found, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-9, rtol=1e-9)


def test_plain_pytorch_stores_no_weights(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor the messages of all edges, forward and backward."""
    source, target = torch.cartesian_prod(*(torch.arange(7),) * 2).T
    given = [
        torch.randn(n, k, dtype=torch.float64, requires_grad=True)
        for n, k in ((7, 32), (49, 9), (49, 4))
    ]
    kept = []
    for net in both(EDGES):
        module: Any = sys.modules[type(net).__module__]
        monkeypatch.setattr(module, "_serves", lambda *_: False)
        monkeypatch.setattr(module, "_entries_at_once", lambda *_: 3)
        sizes: dict[int, int] = {}

        def pack(tensor: Tensor, sizes: dict[int, int] = sizes) -> Tensor:
            sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            out = net(*given, torch.stack((source, target)))
        slopes = torch.autograd.grad(out.square().sum(), given)
        kept.append((sum(sizes.values()), out, *slopes))
    stored, made = kept
    assert made[0] < stored[0] / 4
    for ours, theirs in zip(stored[1:], made[1:], strict=True):
        assert torch.allclose(ours, theirs, atol=1e-10)


def test_rows_without_edges(both: Both) -> None:
    """Two numbers of channels: two products share one perceptron."""
    stored, made = both(ROWS)
    for lead in ((), (2,), (0,)):
        x, y, r = (torch.randn(*lead, 5, k, dtype=torch.float64) for k in (22, 4, 4))
        known = [t.requires_grad_() for t in (x, y, r)]
        found = [net(*known) for net in (stored, made)]
        assert torch.allclose(found[0], found[1], atol=1e-12)
        slopes = [torch.autograd.grad(out.square().sum(), known) for out in found]
        for ours, theirs in zip(*slopes, strict=True):
            assert torch.allclose(ours, theirs, atol=1e-11)


@pytest.mark.slow
def test_gradgradcheck_and_opcheck(both: Both) -> None:
    """The operator is linear in each of four operands, and closed under derivatives."""
    both(EDGES)
    made = build(radial(EDGES))
    module: Any = made.module
    name = re.findall(r"product_\w+_radial_ieee", made.source)[0]
    call = getattr(torch.ops.symc, name)
    source, target = torch.tensor([[0, 2, 0, 2, 2], [0, 0, 2, 2, 0]])
    index = module._sorted_edges(source, target, 3, 3)
    known = [
        torch.randn(size, dtype=torch.float64, requires_grad=True)
        for size in ((3, 4, 8), (5, 9), (5, 6), (6, 7, 8))
    ]
    assert torch.autograd.gradcheck(lambda *t: call(*t, *index), known, nondet_tol=1e-12)
    assert torch.autograd.gradgradcheck(lambda *t: call(*t, *index), known, nondet_tol=1e-12)
    torch.library.opcheck(call, (*known, *index))


@pytest.mark.slow
def test_training_on_forces_compiles_and_exports(both: Both) -> None:
    stored, made = both(ATOMS)
    values = cloud(9)
    expected = stored(*values)
    with torch._dynamo.config.patch(trace_autograd_ops=True):
        compiled = torch.compile(made, fullgraph=True, backend="aot_eager")
        out = compiled(*values)
        out.forces.square().sum().backward()
    assert torch.allclose(out.forces, expected.forces, atol=1e-10)
    slopes = [p.grad for p in made.parameters()]
    expected.forces.square().sum().backward()
    for ours, each in zip(slopes, stored.parameters(), strict=True):
        theirs = torch.zeros_like(each) if each.grad is None else each.grad
        assert torch.allclose(torch.zeros_like(each) if ours is None else ours, theirs, atol=1e-9)
    exported = torch.export.export(made, values).module()
    assert torch.allclose(exported(*values).forces, expected.forces, atol=1e-10)


@pytest.mark.parametrize("served", [True, False])
def test_bfloat16(served: bool, both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """By operators and, some entries at a time, in plain PyTorch."""
    stored, made = both(ROWS, torch.bfloat16)
    for net in (stored, made):
        module: Any = sys.modules[type(net).__module__]
        monkeypatch.setattr(module, "_serves", lambda *_: served)
        monkeypatch.setattr(module, "_entries_at_once", lambda *_: 8)
    known = [torch.randn(40, k, dtype=torch.bfloat16, requires_grad=True) for k in (22, 4, 4)]
    found = [net(*known).float() for net in (stored, made)]
    assert (found[0] - found[1]).abs().max() < 0.02 * found[0].abs().max()
    for net in (stored, made):
        net(*known).square().sum().backward()
    pairs = zip(stored.parameters(), made.parameters(), strict=True)
    for ours, theirs in ((a.grad, b.grad) for a, b in pairs):
        assert ours is not None and theirs is not None
        assert (ours - theirs).abs().max() < 0.03 * ours.abs().max()


def test_explain_says_what_is_stored() -> None:
    told = []
    for text in (EDGES, radial(EDGES, "tf32")):
        meaning = understand(Source("spec.sym", text))
        (account,) = explain(solve(meaning), plan(meaning))
        told.append([line for layer in account.layers for line in layer.plan])
    words = "weights: 56 numbers (224 bytes) for each of bonds, "
    assert words + "stored" in told[0]
    assert words + "made of 6 each time, not stored" in told[1]
