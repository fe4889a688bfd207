"""`by input(8, drop = 0.1)`: broken with the inputs, exact without, and told so."""

import io
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import Compiled, build, equivariance_error

pytestmark = pytest.mark.torch

ROOT = Path(__file__).parent.parent.parent
BODY = """
model M(x: 3 [G] + 2 [], y: [G, G]) -> [G, G] + 2 [G] {
    symmetry G: by input(4, drop = 0.25)
    h = linear(x, y -> 6 [] + 6 [G] + 3 [G, G])
    h = linear(h + bilinear(h, h -> same) -> same)
    return linear(h -> [G, G] + 2 [G])
}
"""
GROUPS = ["O(3)", "SO(2)", "S(4)", "C(5)", "SO(1, 2)", "B(3)", "U(2)", "GL(2)"]
AFFINE = """
group G = O(3)
model M(x: [G]) -> [G] { symmetry G: by input(2); return linear(x -> [G]) }
"""
ROT = f"group G = O(3)\n{BODY}"


def violation(made: Compiled, net: Any) -> float:
    """The relative error of equivariance, under a random element of the group."""
    return equivariance_error(made.model, net, {}, batch=(4,), rapidity=0.5)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_broken_by_inputs_and_exact_without(group: str) -> None:
    made = build(f"group G = {group}\n{BODY}")
    net: Any = made.net()
    assert violation(made, net) > 1e-4
    assert net.certificate()["bound"] == float("inf")
    with net.strict() as within:
        assert within is net and violation(made, net) < 1e-10
        assert net.certificate()["bound"] == 0.0
    assert not net.is_strict and violation(made, net) > 1e-4
    assert net.levels() == {"G": "by input(4, drop = 0.25)"}
    assert net.snap_() == float("inf") and net.snap_() == 0.0
    assert violation(made, net) < 1e-10 and net.certificate()["bound"] == 0.0


def test_strict_ends_where_it_raises_and_nests() -> None:
    net: Any = build(ROT).net()
    with pytest.raises(KeyError), net.strict(), net.strict():
        raise KeyError
    assert not net.is_strict
    with net.strict():
        with net.strict():
            pass
        assert net.is_strict


def test_a_linear_layer_is_broken_by_what_it_reads_of_them() -> None:
    text = AFFINE
    net: Any = build(text).net()
    assert net.breakers.numel() == 6
    x = torch.randn(7, 3).double()
    with net.strict():
        plain = net(x)
    constant = net(x) - plain
    torch.testing.assert_close(constant, constant[:1].expand(7, 3))
    (weight,) = (p for name, p in net.named_parameters() if name != "breakers")
    t = net.breakers.view(3, 2)
    known = [plain + (t * row).sum(-1) for row in (weight.flatten()[1:], weight.flatten()[:2])]
    assert any(torch.allclose(net(x), each) for each in known)
    turn = torch.linalg.qr(torch.randn(3, 3)).Q.double()
    error = (net(x @ turn.T) - net(x) @ turn.T).norm(dim=-1).max()
    assert 0 < error <= 2 * weight.norm() * t.norm()


def test_inputs_are_dropped_in_training_only() -> None:
    text = ROT.replace("0.25", "0.75")
    net: Any = build(text).net().train()
    torch.manual_seed(0)
    x = (torch.randn(1, 3, 3).double().expand(4000, 3, 3), torch.ones(4000, 2).double())
    y = torch.zeros(4000, 3, 3).double()
    with net.strict():
        strict = net(x, y)[0]
    share = float((net(x, y)[0] - strict).abs().amax((1, 2)).lt(1e-12).double().mean())
    assert abs(share - 0.75) < 0.03, "each item by itself"
    net.eval()
    assert float((net(x, y)[0] - strict).abs().amax((1, 2)).min()) > 1e-6


def test_a_break_is_learned() -> None:
    text = AFFINE.replace("2", "3")
    torch.manual_seed(0)
    net: Any = build(text).net(seed=None)
    optimizer = torch.optim.Adam(net.parameters(), 0.02)
    x = torch.randn(256, 3).double()
    wanted = 2 * x + torch.tensor([0.0, 0.0, 1.0])
    for _ in range(600):
        optimizer.zero_grad()
        loss = (net(x) - wanted).square().mean()
        loss.backward()
        optimizer.step()
    assert loss < 1e-6
    with net.strict():
        torch.testing.assert_close(net(x), 2 * x, atol=1e-2, rtol=0)


def test_the_innermost_word_wins_and_lines_have_inputs_of_their_own() -> None:
    text = """
group G = O(3)
layer Fed(x: 2 [G]) -> 2 [G] { symmetry G: by input(2); return linear(x -> same) }
model M(x: 2 [G]) -> 2 [G] {
    symmetry G: by input(3)
    h = linear(x -> 2 [G]) with G: exact
    h = Fed(h)
    h = Fed(h)
    return linear(h -> 2 [G])
}
"""
    made = build(text)
    net: Any = made.net()
    held = {name: p.numel() for name, p in net.named_parameters() if name.startswith("breakers")}
    assert sorted(held.values()) == [6, 9], "one line, one parameter, however often it is called"
    with net.strict():
        assert violation_of(net, 2) < 1e-12
    assert violation_of(net, 2) > 1e-3


def violation_of(net: Any, channels: int) -> float:
    """The error of a model of vectors under one rotation."""
    x = torch.randn(5, 3, channels, generator=torch.Generator().manual_seed(0)).double()
    turn = torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(1))).Q.double()
    return float((net(turn @ x) - turn @ net(x)).abs().max())


def test_other_groups_keep_their_levels() -> None:
    text = """
size n
group P = S(n)
group C = C(4)
group G = SO(3)
model M(x: 2 [P, G], y: [C]) -> 2 [G] + [C] {
    symmetry G: by input(3)
    symmetry C: breaking <= 0.1
    return linear(x, y -> 2 [G] + [C])
}
"""
    net: Any = build(text).net()
    assert net.levels() == {"C": 0.1, "G": "by input(3)"}
    found = net.certificate()
    assert found["bound"] == float("inf") and "G: at most" in found["assumptions"][-1]
    x, y = torch.randn(4, 6, 3, 2).double(), torch.randn(4, 4).double()
    order = torch.randperm(6)
    for a, b in zip(net(x[:, order], y), net(x, y), strict=True):
        torch.testing.assert_close(a, b)
    net.snap_()
    assert float(net.breakers.abs().max()) == 0
    torch.testing.assert_close(net(x, y.roll(1, -1))[1], net(x, y)[1].roll(1, -1))


def test_another_group_may_be_enforced_around() -> None:
    text = """
group C = C(4)
group G = SO(3)
model M(x: [C, G]) -> [C, G] {
    symmetry C: by average
    symmetry G: by input(3)
    return linear(x -> [C, G])
}
"""
    net: Any = build(text).net()
    x = torch.randn(5, 4, 3).double()
    torch.testing.assert_close(net(x.roll(1, 1)), net(x).roll(1, 1))
    turn = torch.linalg.qr(torch.randn(3, 3)).Q.double()
    turn = turn * torch.linalg.det(turn)
    assert net.levels() == {"C": "by average", "G": "by input(3)"}
    assert net.certificate()["bound"] == float("inf")
    with net.strict():
        assert net.certificate()["bound"] == 0
        torch.testing.assert_close(net(x @ turn.T), net(x) @ turn.T)
    assert float((net(x @ turn.T) - net(x) @ turn.T).abs().max()) > 1e-3


def values(batch: int = 3) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """Arguments of the model of O(3)."""
    x = (torch.randn(batch, 3, 3).double(), torch.randn(batch, 2).double())
    return x, torch.randn(batch, 3, 3).double()


@pytest.mark.slow
def test_a_state_and_an_export_are_those_of_the_mode() -> None:
    made = build(ROT)
    net: Any = made.net()
    buffer = io.BytesIO()
    torch.save(net.state_dict(), buffer)
    buffer.seek(0)
    other: Any = made.net(seed=1)
    other.load_state_dict(torch.load(buffer, weights_only=True))
    given = values()
    torch.testing.assert_close(other(*given), net(*given))
    plain: Any = torch.export.export(net, given).module()
    with net.strict():
        strict: Any = torch.export.export(net, given).module()
        torch.testing.assert_close(strict(*given), net(*given))
    torch.testing.assert_close(plain(*given), net(*given))
    assert float((strict(*given)[0] - plain(*given)[0]).abs().max()) > 1e-4


def test_vmap_and_lower_precision() -> None:
    made = build(ROT)
    net: Any = made.net()
    given = values()
    mapped = torch.vmap(net)(*given)
    for a, b in zip(mapped, net(*given), strict=True):
        torch.testing.assert_close(a, b)
    low: Any = made.net(torch.bfloat16)
    (x, m), y = values()
    out = low((x.bfloat16(), m.bfloat16()), y.bfloat16())
    assert out[0].dtype == torch.bfloat16 and bool(out[0].isfinite().all())
    empty = net((x[:0], m[:0]), y[:0])
    assert empty[0].shape == (0, 3, 3)
    assert net((x[0], m[0]), y[0])[0].shape == (3, 3)


@pytest.mark.slow
def test_both_modes_compile_whole() -> None:
    net: Any = build(ROT).net()
    given = values()
    fast: Any = torch.compile(net, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(fast(*given), net(*given))
    with net.strict():
        torch.testing.assert_close(fast(*given), net(*given))


def test_a_bound_that_is_not_known_is_no_number_but_infinite() -> None:
    text = """
size n
group Points = S(n)
group Rot = O(3)
model M(x: 4 [Points, Rot]) -> 4 [Points, Rot] {
    symmetry Rot: breaking <= 0.1
    h = attention(linear(x -> 4 [Points, Rot]) over Points, heads = 2)
    return linear(h -> same)
}
"""
    made: Any = build(text).net()
    assert made.certificate()["bound"] == float("inf")
    made.snap_()
    assert made.certificate()["bound"] == 0.0


def test_a_model_with_products_that_has_broken_nothing_yet_is_told_so() -> None:
    text = (ROOT / "examples" / "pendulum.sym").read_text(encoding="utf-8")
    module = build(text, "pendulum").module
    for name in ("Bounded", "Prior"):
        net: Any = getattr(module, name)()
        assert net.certificate()["bound"] == 0.0
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.normal_(std=0.3)
        assert 0 < net.certificate()["bound"] < float("inf")
