"""Arguments: their shapes, how records may come, and what a wrong one is told."""

import io
from collections import OrderedDict, namedtuple
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.zoo import HEAD
from tests.oracle.modules import build, draw, spec

pytestmark = pytest.mark.torch

RECORDS = (
    HEAD
    + "type Net = { layers.0.weight: [P, 2], layers.0.bias: [P], 1: [] + 2 [Q] }\n"
    + "model M(net: Net) -> (out: 2 [P], rest: [] + [Q]) "
    + "{ return (linear(net -> 2 [P]), linear(net -> [] + [Q])) }"
)


def zeros(*shape: int) -> Tensor:
    return torch.zeros(shape, dtype=torch.float64)


def refusal(text: str, *arguments: Any) -> str:
    """What a call of the last model is told."""
    with pytest.raises(ValueError) as caught:
        build(text).net()(*arguments)
    return str(caught.value)


PAIR = HEAD + "model M(a: 2 [P, R3], b: [P, P]) -> [] { return linear(a, b -> []) }"


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (zeros(4, 3), zeros(4, 4), ("a", "3, 2", "(4, 3)")),
        (zeros(4, 2, 2), zeros(4, 4), ("a", "-2", "3", "got 2")),
        (zeros(4, 3, 1), zeros(4, 4), ("a", "-1", "2", "got 1")),
        (zeros(4, 3, 2), zeros(4, 5), ("b", "-1", "n = 4", "got 5")),
        (zeros(4, 3, 2), zeros(5, 5), ("b", "-2", "n = 4", "got 5")),
        (zeros(7, 4, 3, 2), zeros(4, 4), ("b", "(7,)", "()")),
        (zeros(7, 4, 3, 2), zeros(1, 4, 4), ("b", "(7,)", "(1,)")),
        (zeros(0, 3, 2), zeros(0, 0), ("a", "-3", "at least 1", "got 0")),
    ],
)
def test_a_wrong_shape_names_argument_axis_expected_and_got(
    a: Tensor, b: Tensor, words: tuple[str, ...]
) -> None:
    message = refusal(PAIR, a, b)
    assert all(word in message for word in words), message


def test_a_plain_free_axis_and_a_group_of_one_size_must_agree() -> None:
    text = HEAD + "model M(x: [P], y: [n, 2]) -> [P] { return linear(x, y -> [P]) }"
    assert "n = 4" in refusal(text, zeros(4), zeros(5, 2))


def test_a_wrong_part_of_a_sum_is_named_by_its_number() -> None:
    text = HEAD + "model M(x: [P] + [P, 3]) -> [P] { return linear(x -> [P]) }"
    assert "x.1" in refusal(text, (zeros(4), zeros(4, 2)))
    assert "2" in refusal(text, (zeros(4),)) and "3" in refusal(text, (zeros(4),) * 3)
    assert "x" in refusal(text, zeros(4))


def test_records_come_as_mappings_tuples_and_named_tuples() -> None:
    found = build(RECORDS)
    ((w, b, s, q),) = draw(found.model, {"n": 4, "m": 3}, (2,))
    net = found.net()
    kind = namedtuple("kind", ["layers_0_weight", "layers_0_bias", "p1"])
    by_key = {"1": (s, q), "layers.0.bias": b, "layers.0.weight": w}
    results = [
        net(by_key),
        net(OrderedDict(by_key)),
        net((w, b, (s, q))),
        net(kind(w, b, (s, q))),
        net(net=kind(w, b, (s, q))),
    ]
    for out in results:
        assert out._fields == ("out", "rest")
        assert torch.equal(out.out, results[0].out)
        assert torch.equal(out.rest[1], results[0].rest[1])


def test_a_state_dict_can_be_passed_as_it_is() -> None:
    module = torch.nn.Sequential(torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3))
    text = (
        "group H = S(5)\ntype Net = { 0.weight: [H, 2], 0.bias: [H], 2.weight: [3, H], "
        "2.bias: [3] }\nmodel M(net: Net) -> 4 [] { return linear(net -> 4 []) }"
    )
    found = build(text)
    net = found.net(torch.float32)
    state = module.state_dict()
    order = torch.randperm(5)
    moved = {k: v[order] if k[0] == "0" else v for k, v in state.items()}
    moved["2.weight"] = moved["2.weight"][:, order]
    assert torch.allclose(net(state), net(moved), atol=1e-5)


def test_wrong_records_are_told_what_is_missing_and_what_is_too_much() -> None:
    w, b, s = zeros(4, 2), zeros(4), (zeros(), zeros(3, 2))
    missing = refusal(RECORDS, {"layers.0.weight": w, "1": s, "bias": b})
    assert "layers.0.bias" in missing and "'bias'" in missing
    assert "net" in refusal(RECORDS, (w, b)) and "net" in refusal(RECORDS, w)
    wrong = refusal(RECORDS, {"layers.0.weight": zeros(4, 3), "layers.0.bias": b, "1": s})
    assert "net.layers.0.weight" in wrong and "got 3" in wrong
    part = refusal(RECORDS, {"layers.0.weight": w, "layers.0.bias": b, "1": (zeros(), zeros(3, 1))})
    assert "net.1.1" in part


def test_arguments_come_by_position_or_by_name() -> None:
    found = build(spec("cloud"))
    (x,), (q,) = draw(found.model, {"n": 4}, (2,))
    net = found.net()
    assert torch.equal(net(x, q), net(q=q, x=x))


def test_axes_of_one_point_and_of_two() -> None:
    found = build(spec("graph"))
    for n in (1, 2):
        ((x,),) = draw(found.model, {"n": n}, (3,))
        nodes, total = found.net()(x)
        assert nodes.shape == (3, n, 8) and total.shape == (3,)


def test_a_model_without_weights_or_without_work() -> None:
    same = build(HEAD + "model M(x: [P], y: [Q]) -> [Q] + [P] { return (y, x) }")
    x, y = zeros(4), zeros(3)
    first, second = same.net()(x, y)
    assert first.shape == (3,) and second.shape == (4,)
    assert not same.net().state_dict()


def test_a_model_with_named_results_is_exported_saved_and_loaded() -> None:
    found = build(
        HEAD + "model M(x: 3 [P]) -> (a: [], bc: 2 [P]) {\n"
        "    return (linear(x -> []), linear(x -> 2 [P]))\n}"
    )
    net = found.net()
    x, y = (
        torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(i)).double() for i in (0, 1)
    )
    file = io.BytesIO()
    torch.export.save(torch.export.export(net, (x,)), file)
    file.seek(0)
    out = torch.export.load(file).module()(y)
    assert type(out) is type(net(y)) and out._fields == ("a", "bc")
    assert all(map(torch.allclose, out, net(y)))
