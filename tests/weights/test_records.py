"""State dicts in and out: one network, a batch of them, files, wrappers, and what does not fit."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.oracle.modules import Compiled, build

pytestmark = pytest.mark.torch

TEXT = """\
size h
group H = S(h)
type Net = { 0.weight: [H, 2], 0.bias: [H], 2.weight: [3, H], 2.bias: [3] }
model Edit(net: Net, other: Net) -> Net {
    x = relu(linear(net, other -> 4 Net))
    return linear(x -> Net)
}
model Read(net: Net) -> 5 [] { return linear(relu(linear(net -> 4 Net)) -> 5 []) }
"""


def edit() -> Any:
    return build(TEXT).module.Edit()


def read() -> Any:
    return build(TEXT).module.Read()


def perceptron(width: int = 6) -> Any:
    return nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 3))


def test_a_state_dict_a_stack_and_a_loop_agree() -> None:
    net, networks = read(), [perceptron() for _ in range(4)]
    alone = torch.stack([net(each.state_dict()) for each in networks])
    for batch in (net.stack(networks), net.stack([each.state_dict() for each in networks])):
        assert tuple(batch) == ("0.weight", "0.bias", "2.weight", "2.bias")
        assert torch.allclose(net(batch), alone, atol=1e-6)
    assert net.stack(networks, dtype=torch.float64)["0.bias"].dtype == torch.float64


def test_widths_may_differ_between_calls() -> None:
    net = read()
    for width in (1, 2, 50):
        assert net(perceptron(width).state_dict()).shape == (5,)


def test_prefixes_of_wrappers_are_understood() -> None:
    net, inner = read(), perceptron()
    wanted = net(inner.state_dict())
    for prefix in ("module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."):
        state = {f"{prefix}{key}": value for key, value in inner.state_dict().items()}
        assert torch.equal(net(state), wanted)
    assert torch.equal(net(nn.DataParallel(inner).state_dict()), wanted)
    faster: Any = torch.compile(inner, backend="eager")
    assert torch.equal(net(faster.state_dict()), wanted)


def test_files_are_read(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    net, networks = read(), [perceptron() for _ in range(2)]
    torch.save(networks[0].state_dict(), tmp_path / "a.pt")
    save_file(networks[1].state_dict(), tmp_path / "b.safetensors")
    batch = net.stack([tmp_path / "a.pt", str(tmp_path / "b.safetensors")])
    assert torch.equal(batch["2.bias"], torch.stack([each[2].bias for each in networks]))


def test_everything_that_is_wrong_is_listed() -> None:
    net, state = read(), perceptron().state_dict()
    short = {key: value for key, value in state.items() if key != "0.bias"}
    with pytest.raises(ValueError, match=r"net: missing keys \['0.bias'\]") as missing:
        net({**short, "7.bias": state["0.bias"] + 1})
    assert "unexpected keys ['7.bias']" in str(missing.value)
    wrong = {**state, "0.weight": torch.zeros(6, 3), "2.weight": torch.zeros(3, 5)}
    with pytest.raises(ValueError) as shapes:
        net(wrong)
    assert "net.0.weight: axis -1 should be 2, got 3" in str(shapes.value)
    assert "net.2.weight: axis -1 should be h = 6, got 5" in str(shapes.value)
    with pytest.raises(ValueError) as several:
        net.stack([state, wrong, short, perceptron(5)])
    for start in ("net[1].0.weight", "net[1].2.weight", "net[2]: missing", "net[3].0.weight"):
        assert start in str(several.value)
    assert "net[0]" not in str(several.value)
    with pytest.raises(ValueError, match="no networks"):
        net.stack([])
    with pytest.raises(ValueError, match="expected a state dict, got int"):
        net.stack([3])


def test_tied_weights_and_counters_are_taken_as_they_come() -> None:
    text = (
        "group H = S(5)\ntype Net = { emb.weight: [7, H], bn.scale: [H], bn.count: [] }\n"
        "model M(net: Net) -> 2 [] { return linear(net -> 2 []) }"
    )
    net: Any = build(text).module.M()
    weight = torch.randn(7, 5)
    state = {"emb.weight": weight, "head.weight": weight.view(7, 5), "bn.scale": torch.ones(5)}
    state["bn.count"] = torch.tensor(3)
    assert net(state).shape == (2,)
    assert torch.equal(net(state), net({**state, "bn.count": torch.tensor(3.0)}))
    with pytest.raises(ValueError, match=r"unexpected keys \['head.weight'\]"):
        net({**state, "head.weight": weight.clone()})


def test_results_go_back_into_networks() -> None:
    net, networks = edit(), [perceptron() for _ in range(3)]
    batch = net.stack(networks)
    with torch.no_grad():
        out = net(batch, net.stack(networks, "other"))
    states = net.unpack(out)
    assert len(states) == 3 and tuple(states[0]) == tuple(networks[0].state_dict())
    assert net.unpack(out, networks) is networks
    for i, network in enumerate(networks):
        for key, value in network.state_dict().items():
            assert torch.equal(value, states[i][key])
    with torch.no_grad():
        one = net(networks[0].state_dict(), networks[1].state_dict())
    wrapped = nn.DataParallel(perceptron())
    net.unpack(one, wrapped)
    assert torch.equal(wrapped.module[0].weight, one.p0_weight)
    state = perceptron().state_dict()
    net.unpack(one, state)
    assert torch.equal(state["2.bias"], one.p2_bias)


def test_results_that_do_not_fit_change_nothing() -> None:
    net, networks = edit(), [perceptron() for _ in range(2)]
    with torch.no_grad():
        out = net(net.stack(networks), net.stack(networks))
    other = [networks[0], perceptron(4)]
    before = [p.clone() for each in other for p in each.parameters()]
    with pytest.raises(ValueError) as misfits:
        net.unpack(out, other)
    assert "into[1].0.weight: expected shape (4, 2), got (6, 2)" in str(misfits.value)
    assert "into[1].2.weight" in str(misfits.value) and "into[0]" not in str(misfits.value)
    assert all(torch.equal(a, b) for a, b in zip(before, _parameters(other), strict=True))
    with pytest.raises(ValueError, match=r"into\[1\]: missing keys \['4.weight', '4.bias'\]"):
        net.unpack(out, [networks[0], nn.Sequential(*perceptron(), nn.ReLU(), nn.Linear(3, 1))])
    with pytest.raises(ValueError, match="expected 2 networks, got 1"):
        net.unpack(out, networks[:1])


def _parameters(networks: list[Any]) -> list[Tensor]:
    return [p for each in networks for p in each.parameters()]


def test_gradients_go_through_a_stack_and_through_what_is_unpacked() -> None:
    net, networks = edit(), [perceptron() for _ in range(2)]
    states = net.unpack(net(net.stack(networks), net.stack(networks, "other")))
    x = torch.randn(4, 2)
    loss = torch.func.functional_call(networks[0], states[0], (x,)).square().sum()
    loss.backward()
    assert all(p.grad is not None for p in net.parameters())
    assert networks[0][0].weight.grad is not None


def scrambled(network: Any) -> Any:
    """The same function with its hidden neurons in another order."""
    moved, order = perceptron(network[0].out_features), torch.randperm(network[0].out_features)
    with torch.no_grad():
        moved[0].weight.copy_(network[0].weight[order])
        moved[0].bias.copy_(network[0].bias[order])
        moved[2].weight.copy_(network[2].weight[:, order])
        moved[2].bias.copy_(network[2].bias)
    return moved


@pytest.mark.parametrize(("dtype", "least"), [(torch.float32, 1e-5), (torch.float64, 1e-10)])
def test_networks_of_one_function_are_read_alike(dtype: torch.dtype, least: float) -> None:
    found: Compiled = build(TEXT)
    net = found.net(dtype)
    first = perceptron(20).to(dtype)
    second = scrambled(first).to(dtype)
    x = torch.randn(9, 2, dtype=dtype)
    assert (first(x) - second(x)).abs().max() < least
    one, other = net(first.state_dict()), net(second.state_dict())
    assert not torch.equal(first[0].weight, second[0].weight)
    assert (one - other).abs().max() < least * one.abs().max()


@pytest.mark.parametrize("entry", [None, 3.0, [[1.0]], "file"])
def test_entries_that_are_no_tensors_are_listed(entry: Any) -> None:
    net, state = read(), perceptron().state_dict()
    wrong = {**state, "0.bias": entry, "2.bias": entry}
    for call, name in ((net, "net"), (lambda given: net.stack([given]), "net[0]")):
        with pytest.raises(ValueError) as found:
            call(wrong)
        kind = type(entry).__name__
        for key in ("0.bias", "2.bias"):
            assert f"{name}.{key}: expected a tensor, got {kind}" in str(found.value)


@pytest.mark.parametrize("value", [5, None, "net", [1, 2], torch.ones(3)])
def test_what_is_no_record_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="net: expected a record of"):
        read()(value)
