"""Symmetries enforced around models of graphs: every graph of a batch by itself."""

import copy
import pickle
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.turns import cube, rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers in every run."""
    torch.manual_seed(0)


SPEC = """
size n
group Atoms = S(n)
group Rot = GROUP
graph Bonds on Atoms
model M(x: 2 [Atoms, Rot], q: [Atoms], e: [Bonds, Rot, 2], b: Bonds, cell: 2 [Rot]) -> (
    energy: [], force: [Rot, Atoms], along: 2 [Bonds, Rot], cell: [Rot]
) {
    symmetry Rot: LEVEL
    m = tanh(linear(gather(x at b.source), gather(q at b.target), e -> 6 [Bonds] + 3 [Bonds, Rot]))
    h = linear(scatter(m to b.target, sum), x, q, cell -> 4 [Atoms])
    y = sum(tanh(h) over Atoms)
    f = linear(h -> [Rot, Atoms])
    return (linear(y, cell -> []), f, linear(m -> 2 [Bonds, Rot]), linear(y, cell -> [Rot]))
}
"""


def net_of(level: str = "by frame(pca)", group: str = "O(3)") -> Any:
    """The model with random weights."""
    made = build(SPEC.replace("LEVEL", level).replace("GROUP", group))
    return made.net().requires_grad_(False)


Graph = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


def graph(n: int, edges: int, seed: int = 0) -> Graph:
    """Random values, edges between random points, and two vectors of the whole."""
    seeded = torch.Generator().manual_seed(seed)
    ends = torch.randint(n, (2, edges), generator=seeded)

    def some(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=seeded, dtype=torch.float64)

    return some(n, 3, 2), some(n), some(edges, 3, 2), ends, some(3, 2)


def moved(g: Graph, by: Tensor, order: Tensor, edges: Tensor) -> Graph:
    """A graph turned, with its points and its edges in another order."""
    x, q, e, ends, cell = g
    x, e = torch.einsum("ij,njc->nic", by, x), torch.einsum("ij,njc->nic", by, e)
    return x[order], q[order], e[edges], order.argsort()[ends[:, edges]], by @ cell


def close(a: Any, b: Any, at: float = 1e-10) -> bool:
    """Whether all results agree."""
    return all(torch.allclose(x, y, atol=at, rtol=0) for x, y in zip(a, b, strict=True))


def error(net: Any, g: Graph, proper: bool = False) -> float:
    """How far results are from moving with their arguments, as a share of their size."""
    by = rotation(3, proper=proper)
    order, edges = torch.randperm(len(g[1])), torch.randperm(g[3].shape[1])
    there, made = net(*moved(g, by, order, edges)), net(*g)
    force = (by @ made.force)[:, order]
    along = torch.einsum("ij,njc->nic", by, made.along)[edges]
    wanted = (made.energy, force, along, by @ made.cell)
    size = max(y.abs().max() for y in wanted if y.numel())
    far = ((a - b).abs().max() for a, b in zip(there, wanted, strict=True) if a.numel())
    return float(max(far) / size)


@pytest.mark.parametrize("n", [1, 2, 3, 9])
@pytest.mark.parametrize("group", ["O(3)", "SO(3)"])
def test_frames_are_exact_around_a_graph(n: int, group: str) -> None:
    net = net_of(group=group)
    for edges in (0, 1, 12):
        assert error(net, graph(n, edges), proper=group == "SO(3)") < 1e-10


def test_the_network_inside_is_not_symmetric() -> None:
    net = net_of("by sample(1)")
    assert error(net, graph(7, 10)) > 1e-3


@pytest.mark.parametrize("group", ["B(3)", "SB(3)"])
def test_means_over_finite_groups_are_exact(group: str) -> None:
    net = net_of("by average", group)
    g = graph(5, 8)
    by = torch.eye(3).double()[[1, 2, 0]]
    made, there = net(*g), net(*moved(g, by, torch.arange(5), torch.arange(8)))
    assert torch.allclose(made.energy, there.energy, atol=1e-10)
    assert torch.allclose(by @ made.force, there.force, atol=1e-10)
    assert torch.allclose(by @ made.cell, there.cell, atol=1e-10)


def joined(graphs: list[Graph]) -> tuple[Graph, Tensor]:
    """Graphs in a row, and which graph each point belongs to."""
    sizes = [len(g[1]) for g in graphs]
    first = [sum(sizes[:i]) for i in range(len(sizes))]
    x, q, e = (torch.cat([g[i] for g in graphs]) for i in range(3))
    ends = torch.cat([g[3] + at for g, at in zip(graphs, first, strict=True)], 1)
    batch = torch.arange(len(graphs)).repeat_interleave(torch.tensor(sizes))
    return (x, q, e, ends, torch.stack([g[4] for g in graphs])), batch


def test_graphs_in_a_row_are_those_one_by_one() -> None:
    net = net_of()
    line = graph(2, 2, seed=5)
    line = (line[0] * 0, line[1], line[2], line[3], line[4] * 0)
    graphs = [graph(4, 6, 1), graph(1, 0, 2), line, graph(7, 3, 3), graph(1, 2, 4)]
    g, batch = joined(graphs)
    made = net(*g, batch=batch)
    alone = [net(*each) for each in graphs]
    assert torch.allclose(made.energy, torch.stack([each.energy for each in alone]), atol=1e-12)
    assert torch.allclose(made.cell, torch.stack([each.cell for each in alone]), atol=1e-12)
    assert torch.allclose(made.force, torch.cat([each.force for each in alone], 1), atol=1e-12)
    assert torch.allclose(made.along, torch.cat([each.along for each in alone]), atol=1e-12)
    elements, weights = net.frame(*g, batch=batch)
    assert elements.shape[0] == 5 and torch.allclose(weights.sum(1), torch.ones(5).double())
    assert net.frame_gap(*g, batch=batch)[0] == net.frame_gap(*graphs[0])


def test_graphs_without_points_and_edges_in_any_order() -> None:
    net = net_of()
    graphs = [graph(4, 6, 1), graph(3, 5, 2)]
    (x, q, e, ends, cell), batch = joined(graphs)
    cells = torch.stack([cell[0], graph(1, 0, 9)[4], cell[1], graph(1, 0, 8)[4]])
    made = net(x, q, e, ends, cells, batch=2 * batch, graphs=4)
    alone = net(*graphs[1])
    assert made.energy.shape == (4,) and torch.isfinite(made.energy).all()
    assert torch.allclose(made.energy[2], alone.energy, atol=1e-12)
    order = torch.randperm(11)
    mixed = net(x, q, e[order], ends[:, order], cells, batch=2 * batch, graphs=4)
    assert close(mixed, (made.energy, made.force, made.along[order], made.cell))


def test_the_corners_of_a_cube_have_no_axes_of_their_own() -> None:
    net = net_of()
    corners = cube()[:, :, None].repeat(1, 1, 2)
    far = (corners[:, None, :, 0] - corners[None, :, :, 0]).abs().sum(-1)
    ends = (far == 2).nonzero().T
    edges = torch.zeros(24, 3, 2).double()
    g = (corners, torch.ones(8).double(), edges, ends, torch.zeros(3, 2).double())
    assert net.frame_gap(*g) == 0
    assert error(net, g) < 1e-9


MOTION = """
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model M(x: [Atoms, Space], q: [Atoms], b: Bonds) -> (
    e: [], y: [Atoms, Space], v: [Space.vector]
) {
    symmetry Space: by frame(pca)
    ends = (gather(x at b.source), gather(x at b.target), gather(q at b.source))
    m = tanh(linear(ends -> 6 [Bonds]))
    h = tanh(linear(scatter(m to b.target, mean), x, q -> 4 [Atoms]))
    y = mean(h over Atoms)
    return (linear(y -> []), linear(h -> [Atoms, Space]), linear(y -> [Space.vector]))
}
"""


@pytest.mark.parametrize("n", [1, 2, 6])
def test_motions_are_about_the_centre_of_each_graph(n: int) -> None:
    net: Any = build(MOTION).net().requires_grad_(False)
    x, q, _, ends, _ = graph(n, 4)
    x, by, step = x[..., 0], rotation(3, proper=False), torch.randn(3).double()
    made, there = net(x, q, ends), net(x @ by.T + step, q, ends)
    assert torch.allclose(made.e, there.e, atol=1e-10)
    assert torch.allclose(made.y @ by.T + step, there.y, atol=1e-10)
    assert torch.allclose(made.v @ by.T, there.v, atol=1e-10)
    batch = torch.tensor([0] * n + [1] * n)
    both = (torch.cat([x, x + 5]), torch.cat([q, q]), torch.cat([ends, ends + n], 1))
    two = net(*both, batch=batch)
    assert torch.allclose(two.e[0], made.e, atol=1e-10)
    assert torch.allclose(two.e[1], made.e, atol=1e-10)
    assert torch.allclose(two.y, torch.cat([made.y, made.y + 5]), atol=1e-10)


def test_a_penalty_is_that_of_turned_graphs() -> None:
    net: Any = build(SPEC.replace("LEVEL", "by penalty").replace("GROUP", "SO(3)")).net().train()
    g, batch = joined([graph(4, 6, 1), graph(3, 2, 2)])
    assert net.regularization_loss() == 0
    net(*g, batch=batch).energy.sum().backward()
    assert net.regularization_loss() > 0 and net.lie_loss(*g, batch=batch) > 0
    assert torch.isfinite(net.equivariance_loss(*g, batch=batch))
    copy.deepcopy(net)


def test_gradients_copies_and_short_types() -> None:
    net = net_of()
    x, q, e, ends, cell = graph(3, 4)
    tracked = tuple(t.requires_grad_() for t in (x, q, e, cell))

    def energy(x: Tensor, q: Tensor, e: Tensor, cell: Tensor) -> Any:
        return tuple(net(x, q, e, ends, cell))

    assert torch.autograd.gradcheck(energy, tracked, fast_mode=True)
    other = pickle.loads(pickle.dumps(net))
    with torch.no_grad():
        assert close(other(x, q, e, ends, cell), net(x, q, e, ends, cell))
        short = copy.deepcopy(net).bfloat16()
        made = short(*(t.bfloat16() for t in (x, q, e)), ends, cell.bfloat16())
        assert made.force.dtype == torch.bfloat16 and torch.isfinite(made.force).all()


@pytest.mark.slow
def test_it_is_one_graph_for_compile_and_export() -> None:
    net = net_of()
    net.rot_guarded = False
    g, batch = joined([graph(4, 6, 1), graph(3, 5, 2)])
    made = net(*g, batch=batch, graphs=2)
    run: Any = torch.compile(net, fullgraph=True, backend="aot_eager")
    assert close(run(*g, batch=batch, graphs=2), made)
    words = {"batch": batch, "graphs": 2}
    exported: Any = torch.export.export(net, g, words).module()
    assert close(exported(*g, **words), made)


HELD = (
    SPEC.replace("model M(", "model Inner(")
    + """
model M(x: 2 [Atoms, Rot], q: [Atoms], e: [Bonds, Rot, 2], b: Bonds, cell: 2 [Rot]) -> (
    energy: [], force: [Rot, Atoms], along: 2 [Bonds, Rot], cell: [Rot]
) {
    y = Inner(x, q, e, b, cell)
    x = x + linear(y.force -> 2 [Atoms, Rot])
    z = Inner(x, q, linear(y.along, e -> [Bonds, Rot, 2]), b, cell)
    return (y.energy + z.energy, z.force, y.along + z.along, z.cell)
}
"""
)


@pytest.mark.parametrize("outer", ["", "symmetry Rot: by frame(pca)\n    "])
def test_models_of_graphs_are_called_by_others(outer: str) -> None:
    text = HELD.replace("LEVEL", "by frame(pca)").replace("GROUP", "O(3)")
    net: Any = build(text.replace("y = Inner", f"{outer}y = Inner")).net().requires_grad_(False)
    for n, edges in ((1, 0), (6, 11)):
        assert error(net, graph(n, edges)) < 1e-9
    graphs = [graph(4, 6, 1), graph(1, 0, 2), graph(5, 9, 3)]
    g, batch = joined(graphs)
    made, alone = net(*g, batch=batch), [net(*each) for each in graphs]
    assert torch.allclose(made.energy, torch.stack([each.energy for each in alone]), atol=1e-12)
    assert torch.allclose(made.force, torch.cat([each.force for each in alone], 1), atol=1e-12)
    assert torch.allclose(made.along, torch.cat([each.along for each in alone]), atol=1e-12)


def test_a_call_computes_what_the_model_within_does() -> None:
    text = HELD.replace("LEVEL", "by frame(pca)").replace("GROUP", "O(3)")
    text = text.replace("(y.energy + z.energy, z.force, y.along + z.along, z.cell)", "y")
    net: Any = build(text).net().requires_grad_(False)
    g, batch = joined([graph(4, 6, 1), graph(3, 5, 3)])
    assert close(net(*g, batch=batch), net.y_inner(*g, batch=batch))
