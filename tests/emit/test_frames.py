"""`by frame(pca)`: exact everywhere, continuous, also where the spectrum is degenerate."""

import io
import itertools
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.emit.turns import clouds, cube, rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers in every run."""
    torch.manual_seed(0)


GROUPS = [("O", 1), ("O", 2), ("SO", 2), ("O", 3), ("SO", 3), ("O", 4), ("SO", 5)]


def spec(group: str, arguments: str = "x: [Nodes, Rot]", names: str = "x") -> str:
    """A network of sines without symmetry, with frames around it."""
    return f"""
size n
group Nodes = S(n)
group Rot = {group}
model M({arguments}) -> [Rot] + [] + [Rot, Rot] {{
    symmetry Rot: by frame(pca)
    h = sin(linear({names} -> 8 [Nodes, 4]))
    h = sin(linear(h -> 8 []))
    return linear(h -> [Rot] + [] + [Rot, Rot])
}}
"""


def net(text: str) -> Any:
    """The last model of a spec in double precision."""
    return build(text).net().requires_grad_(False)


def violation(module: nn.Module, x: Tensor, g: Tensor) -> float:
    """How far the results for a turned cloud are from the turned results."""
    v, s, t = module(x)
    gv, gs, gt = module(x @ g.mT)
    gaps = (gv - v @ g.mT, gs - s, gt - g @ t @ g.mT)
    return max(float(gap.abs().max()) for gap in gaps)


@pytest.mark.parametrize(("family", "d"), GROUPS)
def test_frames_are_exact_on_generic_clouds(family: str, d: int) -> None:
    module = net(spec(f"{family}({d})"))
    x = torch.randn(20, 7, d, dtype=torch.float64)
    for seed in range(5):
        assert violation(module, x, rotation(d, family == "SO", seed)) < 1e-10
    plain = module._network(x, None, 7)[0]
    assert float((plain - module(x)[0]).abs().max()) > 1e-3


@pytest.mark.parametrize(("family", "d"), GROUPS)
@pytest.mark.parametrize("name", clouds(1))
def test_frames_are_exact_on_degenerate_clouds(family: str, d: int, name: str) -> None:
    module = net(spec(f"{family}({d})"))
    x = clouds(d)[name][None]
    for seed in range(5):
        assert violation(module, x, rotation(d, family == "SO", seed)) < 1e-10


@pytest.mark.parametrize("group", ["O(2)", "SO(3)"])
def test_one_vector_without_points_has_frames(group: str) -> None:
    d = int(group[-2])
    module = net(f"""
group Rot = {group}
model M(x: [Rot]) -> [Rot] + [] + [Rot, Rot] {{
    symmetry Rot: by frame(pca)
    return linear(sin(linear(x -> 8 [])) -> [Rot] + [] + [Rot, Rot])
}}
""")
    x = torch.randn(20, d, dtype=torch.float64)
    assert violation(module, x, rotation(d, group[0] == "S")) < 1e-10


def plain_average(module: Any, x: Tensor) -> Tensor:
    """The invariant by the mean over the eight frames of the eigenvectors, unweighted."""
    axes = torch.linalg.eigh((x.mT @ x)[0]).eigenvectors.flip(-1)
    signs = itertools.product((1.0, -1.0), repeat=3)
    frames = torch.stack([axes * torch.tensor(s, dtype=x.dtype) for s in signs])
    made: Tensor = module._network(x @ frames, None, x.shape[1])[1]
    return made.mean()


def test_the_corners_of_a_cube_defeat_the_plain_average_of_eight_frames() -> None:
    module = net(spec("O(3)"))
    turned = [cube()[None] @ rotation(3, False, seed).mT for seed in range(8)]
    ours = torch.stack([module(x)[1][0] for x in turned])
    plain = torch.stack([plain_average(module, x) for x in turned])
    assert float(ours.max() - ours.min()) < 1e-10
    assert float(plain.max() - plain.min()) > 1e-3
    generic = torch.randn(1, 8, 3, dtype=torch.float64)
    assert abs(float(plain_average(module, generic) - module(generic)[1])) < 1e-10


def test_what_a_cube_becomes_depends_on_more_than_that_it_is_degenerate() -> None:
    module = net(spec("O(3)"))
    octahedron = torch.cat([torch.eye(3), -torch.eye(3)]).double()[None]
    assert abs(float(module(cube()[None])[1] - module(octahedron)[1])) > 1e-3
    assert abs(float(module(cube()[None])[1] - module(2 * cube()[None])[1])) > 1e-3


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", ["cube", "simplex", "line"])
def test_results_are_continuous_through_degenerate_clouds(name: str) -> None:
    module = net(spec("O(3)"))
    x, noise = clouds(3)[name], torch.randn(clouds(3)[name].shape, dtype=torch.float64)
    steps = torch.linspace(-0.2, 0.2, 8001, dtype=torch.float64)[:, None, None]
    with torch.no_grad():
        made = module(x + steps * noise)[1]
    jumps = made.diff().abs()
    assert float(jumps.max()) < 2e-3, "a jump would not shrink with the steps"


def test_gradients_are_exact_and_finite() -> None:
    module = net(spec("O(3)"))
    x = torch.randn(3, 5, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: module(x)[:2], (x,))
    for cloud in clouds(3).values():
        x = cloud[None].clone().requires_grad_()
        module(x)[1].sum().backward()
        assert x.grad is not None and bool(x.grad.isfinite().all())


def test_other_tensors_turn_along_and_absent_points_do_not_count() -> None:
    names = "x: [Nodes, Rot], m: 2 [Nodes], t: [Rot, Rot], p: [Rot.det]"
    text = spec("O(3)", names, "x, m, t, p")
    module, g = net(text), rotation(3, False)
    x, m = torch.randn(4, 6, 3).double(), torch.randn(4, 6, 2).double()
    t, p = torch.randn(4, 3, 3).double(), torch.randn(4, 1).double()
    sign = torch.linalg.det(g)
    mask = torch.rand(4, 6) < 0.7
    v, s, w = module(x, m, t, p, Nodes_mask=mask)
    far = torch.where(mask[..., None], x, torch.full_like(x, 1e3))
    gv, gs, gw = module(far @ g.mT, m, g @ t @ g.mT, sign * p, Nodes_mask=mask)
    gaps = (gv - v @ g.mT, gs - s, gw - g @ w @ g.mT)
    assert max(float(gap.abs().max()) for gap in gaps) < 1e-10


def test_batch_axes_types_and_guard() -> None:
    module = net(spec("O(3)"))
    x = torch.randn(2, 3, 5, 3, dtype=torch.float64)
    assert module(x)[2].shape == (2, 3, 3, 3) and module(x[0, 0])[1].shape == ()
    assert torch.allclose(module(x)[1][1, 2], module(x[1, 2])[1])
    assert module(x[:0])[1].shape == (0, 3)
    low = build(spec("O(3)")).net(torch.bfloat16)
    assert low(x.bfloat16())[1].dtype == torch.bfloat16
    module.rot_guarded = False
    assert module(cube()[None])[1].isfinite().all()
    assert violation(module, x[0], rotation(3, False)) < 1e-10
    with pytest.raises(ValueError, match="x: axis -1 should be 3, got 4"):
        module(torch.randn(5, 4))


SORTED = """
size n
group Nodes = S(n)
model M(x: 3 [Nodes], y: [Nodes, 2]) -> 2 [Nodes] + [] {
    symmetry Nodes: by frame(pca)
    h = sin(linear(x, y -> 8 [Nodes]))
    return Net(h -> 2 [Nodes] + [])
}
extern Net = "tests.emit.userland:Places"
"""


@pytest.mark.parametrize("n", [1, 2, 6])
def test_points_are_put_in_order(n: int) -> None:
    module = net(SORTED)
    x, y = torch.randn(5, n, 3).double(), torch.randn(5, n, 2).double()
    inside = module._network(x, y, n)[1] if n > 1 else None
    for _ in range(5):
        order = torch.randperm(n)
        a, b = module(x, y), module(x[:, order], y[:, order])
        assert float((b[0] - a[0][:, order]).abs().max()) < 1e-10
        assert float((b[1] - a[1]).abs().max()) < 1e-10
    if inside is not None:
        moved = module._network(x.flip(1), y.flip(1), n)[1]
        assert float((moved - inside).abs().max()) > 1e-3


def test_points_that_coincide_share_and_squares_are_not_ordered() -> None:
    module = net(SORTED)
    x = torch.randn(1, 4, 3).double()
    x = torch.cat([x, x[:, :1], x[:, 1:3]], 1)
    square = torch.tensor([[1.0, 1, 0], [-1, 1, 0], [1, -1, 0], [-1, -1, 0]]).double()[None]
    for points in (x, square, torch.zeros(1, 3, 3).double()):
        n = points.shape[1]
        y = torch.zeros(1, n, 2).double()
        order = torch.randperm(n)
        a, b = module(points, y), module(points[:, order], y)
        assert float((b[0] - a[0][:, order]).abs().max()) < 1e-10
        assert float((b[1] - a[1]).abs().max()) < 1e-10
    assert float((module(x, torch.zeros(1, 7, 2).double())[0][:, 0]).abs().max()) > 0


@pytest.mark.parametrize("n", [2, 3, 4])
def test_points_that_span_less_than_their_channels_are_put_in_order(n: int) -> None:
    module = net(SORTED)
    x, y = torch.randn(5, n, 3).double(), torch.randn(5, n, 2).double()
    for order in itertools.permutations(range(n)):
        a, b = module(x, y), module(x[:, order], y[:, order])
        assert float((b[0] - a[0][:, order]).abs().max()) < 1e-10
        assert float((b[1] - a[1]).abs().max()) < 1e-10


def test_one_number_for_each_point_is_enough_for_an_order() -> None:
    module = net("""
size n
group Nodes = S(n)
model M(x: [Nodes]) -> [Nodes] + [] {
    symmetry Nodes: by frame(pca)
    return linear(sin(linear(x -> 4 [Nodes])) -> [Nodes] + [])
}
""")
    x, order = torch.randn(4, 6).double(), torch.randperm(6)
    a, b = module(x), module(x[:, order])
    assert float((b[0] - a[0][:, order]).abs().max()) < 1e-10
    assert float((b[1] - a[1]).abs().max()) < 1e-10


@pytest.mark.parametrize("text", [spec("O(3)"), spec("SO(2)"), SORTED])
def test_frames_go_through_vmap(text: str) -> None:
    module = net(text)
    given = (torch.randn(3, 4, 5, 3).double(), torch.randn(3, 4, 5, 2).double())
    values = given if text == SORTED else given[text == spec("SO(2)") :][:1]
    mapped = torch.func.vmap(module)(*values)
    for a, b in zip(mapped, module(*values), strict=True):
        assert torch.allclose(a, b, atol=1e-12)


@pytest.mark.slow
def test_orders_have_exact_gradients() -> None:
    module = net(SORTED)
    for _ in range(3):
        x = torch.randn(2, 4, 3).double().requires_grad_()
        y = torch.randn(2, 4, 2).double().requires_grad_()
        assert torch.autograd.gradcheck(module, (x, y), check_forward_ad=True)
        assert torch.autograd.gradgradcheck(module, (x, y))


def test_frames_of_two_groups_go_together() -> None:
    text = """
size n
group Nodes = S(n)
group Rot = O(3)
extern Net = "tests.emit.userland:Places"
model M(x: 2 [Nodes, Rot]) -> [Rot] + [Nodes] {
    symmetry Rot: by frame(pca)
    symmetry Nodes: by frame(pca)
    return Net(x -> [Rot] + [Nodes])
}
"""
    module, g, order = net(text), rotation(3, False), torch.randperm(5)
    x = torch.randn(4, 5, 3, 2).double()
    v, s = module(x)
    gv, gs = module(torch.einsum("ij,bnjc->bnic", g, x)[:, order])
    assert float((gv - v @ g.mT).abs().max()) < 1e-10
    assert float((gs - s[:, order]).abs().max()) < 1e-10


@pytest.mark.slow
def test_frames_compile_as_one_graph() -> None:
    module = build(spec("O(3)")).net(torch.float32)
    x = torch.randn(4, 6, 3)
    quick = torch.compile(module, fullgraph=True, backend="eager")
    assert torch.allclose(quick(x)[1], module(x)[1], atol=1e-5)
    assert torch.allclose(
        quick(cube().float()[None])[1], module(cube().float()[None])[1], atol=1e-4
    )


@pytest.mark.slow
@pytest.mark.parametrize("group", ["O(3)", "SO(3)", "SO(2)"])
def test_frames_are_exported_saved_and_loaded(group: str) -> None:
    module, d = net(spec(group)), int(group[-2])
    x = torch.randn(4, 6, d, dtype=torch.float64)
    x[0], x[1, 1:] = 0.0, 0.0
    file = io.BytesIO()
    torch.export.save(torch.export.export(module, (x,)), file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    for y in (x, torch.randn(4, 6, d, dtype=torch.float64)):
        assert all(torch.equal(a, b) for a, b in zip(loaded(y), module(y), strict=True))
