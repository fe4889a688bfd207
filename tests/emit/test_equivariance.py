"""Deep models commute with every group that their types name, and with nothing more."""

import math

import pytest
import torch

from symc.ir.symmetry import parts_of
from tests.emit.zoo import NAMES, SIZES, text
from tests.oracle.actions import Elements, act, elements
from tests.oracle.modules import (
    all_parts,
    build,
    call,
    distance,
    draw,
    equivariance_error,
    spec,
)

pytestmark = pytest.mark.torch

SHARED = ("deepsets", "graph", "inertia", "cloud")


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", NAMES)
def test_deep_models_are_equivariant_in_double_precision(name: str) -> None:
    found = build(text(name))
    net = found.net()
    for seed, batch in enumerate([(), (2,), (2, 3)]):
        assert equivariance_error(found.model, net, SIZES, batch=batch, seed=seed) < 1e-10


@pytest.mark.parametrize("name", NAMES)
def test_deep_models_are_equivariant_in_single_precision(name: str) -> None:
    found = build(text(name))
    net = found.net(torch.float32)
    assert equivariance_error(found.model, net, SIZES, dtype=torch.float32) < 1e-5


@pytest.mark.parametrize("name", [*SHARED, "weights"])
def test_shared_specs_are_equivariant(name: str) -> None:
    found = build(spec(name), name)
    sizes = {"n": 6}
    for seed in (None, 1):
        error = equivariance_error(found.model, found.net(seed=seed), sizes)
        assert error < 1e-10
    single = found.net(torch.float32, seed=None)
    assert equivariance_error(found.model, single, sizes, dtype=torch.float32) < 1e-5


def flip(by: Elements) -> Elements:
    """Rotations turned into reflections, and reflections left as they are."""
    out = dict(by)
    for group, matrix in by.items():
        if group.family == "SO":
            out[group] = matrix.clone()
            out[group][0] *= -1
    return out


@pytest.mark.parametrize("name", ["rotations", "plane", "four", "three groups", "cloud"])
def test_rotation_equivariant_models_do_not_commute_with_reflections(name: str) -> None:
    found = build(spec(name), name) if name == "cloud" else build(text(name))
    assert equivariance_error(found.model, found.net(), SIZES, change=flip) > 1e-3


@pytest.mark.parametrize("name", ["everything", "plane", "signs"])
def test_models_do_not_commute_with_general_matrices(name: str) -> None:
    def stretch(by: Elements) -> Elements:
        return {g: 1.5 * m if g.family != "S" else m for g, m in by.items()}

    found = build(text(name))
    assert equivariance_error(found.model, found.net(), SIZES, change=stretch) > 1e-3


def test_a_permutation_of_one_of_two_axes_is_noticed() -> None:
    found = build(spec("graph"), "graph")
    model, net = found.model, found.net()
    ((x,),) = draw(model, {"n": 5}, (2,))
    order = torch.tensor([1, 2, 3, 4, 0])
    with torch.no_grad():
        (nodes, total), (moved, same) = net(x), net(x[:, order])
        both = net(x[:, order][:, :, order])
    assert distance([nodes[:, order], total], both) < 1e-10
    assert distance([nodes[:, order]], [moved]) > 1e-3
    assert distance([total], [same]) > 1e-3


def test_a_net_with_one_broken_weight_symmetry_is_noticed() -> None:
    found = build(text("everything"))
    net = found.net()

    def broken(*values: torch.Tensor) -> object:
        s, v, q = values
        return net(s, v + 0.01 * torch.tensor([0.0, 0.0, 1.0]).double()[:, None], q)

    assert equivariance_error(found.model, broken, SIZES) > 1e-4


@pytest.mark.parametrize("name", ["everything", "two sets", "three groups"])
def test_one_net_serves_every_size(name: str) -> None:
    found = build(text(name))
    net = found.net()
    for n, m in ((1, 1), (2, 1), (3, 7), (9, 2)):
        assert equivariance_error(found.model, net, {"n": n, "m": m}) < 1e-9


@pytest.mark.parametrize("batch", [(), (2,), (2, 3), (0,), (1,), (3, 0)])
@pytest.mark.parametrize("name", NAMES)
def test_any_batch_axes(name: str, batch: tuple[int, ...]) -> None:
    found = build(text(name))
    model, net = found.model, found.net()
    values = draw(model, SIZES, batch)
    with torch.no_grad():
        whole = call(model, net, values)
        count = math.prod(batch)
        flat = [[x.reshape(count, *x.shape[len(batch) :]) for x in xs] for xs in values]
        for i in range(count):
            alone = call(model, net, [[x[i] for x in xs] for xs in flat])
            parts = [y.reshape(count, *y.shape[len(batch) :])[i] for y in whole]
            assert distance(alone, parts) < 1e-10
    assert all(y.shape[: len(batch)] == batch for y in whole)


@pytest.mark.parametrize("name", NAMES)
def test_values_need_not_be_contiguous(name: str) -> None:
    found = build(text(name))
    model, net = found.model, found.net()
    values = draw(model, SIZES, (2,))
    strided = [
        [x.flip(0).flip(0).transpose(0, -1).contiguous().transpose(0, -1) for x in xs]
        for xs in values
    ]
    sliced = [[torch.stack([x, x], -1)[..., 0] for x in xs] for xs in values]
    expanded = [[x[:1].expand(2, *x.shape[1:]) for x in xs] for xs in values]
    with torch.no_grad():
        plain = call(model, net, values)
        assert distance(plain, call(model, net, strided)) < 1e-12
        assert distance(plain, call(model, net, sliced)) < 1e-12
        one = call(model, net, expanded)
    assert distance([y[:1] for y in plain], [y[1:] for y in one]) < 1e-12


def test_arguments_are_not_changed() -> None:
    for name in NAMES:
        found = build(text(name))
        values = draw(found.model, SIZES, (2,))
        copies = [[x.clone() for x in xs] for xs in values]
        with torch.no_grad():
            call(found.model, found.net(), values)
        for xs, ys in zip(values, copies, strict=True):
            assert all(map(torch.equal, xs, ys))


def test_the_group_acts_as_a_group() -> None:
    """A control of the oracle: moving back undoes moving, and something moves."""
    found = build(text("three groups"))
    by = elements(all_parts(found.model), SIZES, torch.Generator().manual_seed(0))
    back = {group: matrix.T for group, matrix in by.items()}
    ((x,), *_) = draw(found.model, SIZES)
    part = parts_of(found.model.arguments[0].type)[0]
    assert distance([act(act(x, part, by), part, back)], [x]) < 1e-12
    assert distance([act(x, part, by)], [x]) > 0.1
