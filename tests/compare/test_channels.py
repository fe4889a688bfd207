"""Channels that are more, split, put together or in another order, with their weights."""

import pytest
import torch

from symc.compare import carry
from tests.compare.moving import check_moved, compared, module, random, trained

pytestmark = pytest.mark.torch

MODEL = """\
group Rot = O(3)
model M(x: 2 [Rot(2x0e + 3x1o)]) -> [Rot(2x1o + 1x0e)] {
    h = gate(linear(x -> 8 [] + 4 [Rot]))
    h = gate(h + bilinear(h, h -> same))
    return linear(h -> [Rot(2x1o + 1x0e)])
}
"""
FULL = MODEL.replace("same)", "same, mode = full)")
WIDTHS = "8 [] + 4 [Rot]"
BOTH = [pytest.param(MODEL, id="channelwise"), pytest.param(FULL, id="full")]


def test_arguments_and_results_in_another_order_are_said_to_be() -> None:
    new = MODEL.replace("2x0e + 3x1o", "1x0e + 3x1o + 1x0e").replace("2x1o + 1x0e", "1x0e + 2x1o")
    found = check_moved(
        MODEL,
        new,
        random((4, 11, 2)),
        lambda x: [torch.cat([x[0][:, :1], x[0][:, 2:], x[0][:, 1:2]], 1)],
        lambda y: torch.cat([y[:, 1:], y[:, :1]], 1),
    )
    assert (found.verdict, found.contained) == ("loads", "same")
    assert ["another order" in note for note in found.notes] == [True, True]


def test_arguments_go_by_their_names() -> None:
    old = "group Rot = O(3)\nmodel M(a: [Rot], b: [Rot]) -> [Rot] {return linear(a, b -> [Rot])}\n"
    new = old.replace("a: [Rot], b: [Rot]", "b: [Rot], a: [Rot]")
    found = check_moved(old, new, random((4, 3), (4, 3)), lambda x: x[::-1])
    assert found.contained == "same"
    assert found.notes == ("it takes its arguments in another order: b, a",)


@pytest.mark.parametrize("old", BOTH)
def test_more_channels_hold_the_old_function(old: str) -> None:
    new = old.replace(WIDTHS, "9 [] + 6 [Rot]")
    found = check_moved(old, new, random((4, 11, 2)))
    assert (found.verdict, found.contained) == ("migrates", "larger") and "channels" in found.reason
    back = compared(new, old)
    assert (back.verdict, back.contained) == ("not", "smaller")


@pytest.mark.parametrize("old", BOTH)
def test_channels_are_split(old: str) -> None:
    """Channels of parts are mixed apart, so that products channel by channel are more of them."""
    found = check_moved(old, old.replace(WIDTHS, "3 [] + 4 [Rot] + 5 []"), random((4, 11, 2)))
    assert (found.verdict, found.contained) == ("migrates", "same" if old == FULL else "larger")


def test_channels_are_put_together_where_every_two_are_mixed() -> None:
    split = FULL.replace(WIDTHS, "3 [] + 4 [Rot] + 5 []")
    assert check_moved(split, FULL, random((4, 11, 2))).contained == "same"
    found = compared(split.replace(", mode = full", ""), MODEL)
    assert found.verdict == "not" and "reads at once what it read in parts" in found.reason


def test_norms_are_over_the_channels_of_a_value() -> None:
    old = MODEL.replace("    return", "    h = layer_norm(h)\n    return")
    found = compared(old, old.replace(WIDTHS, "3 [] + 5 [] + 4 [Rot]"))
    assert found.verdict == "not" and "layer_norm(h)" in found.reason
    wider = compared(old, old.replace(WIDTHS, "9 [] + 4 [Rot]"))
    assert wider.verdict == "not" and "layer_norm(h)" in wider.reason


@pytest.mark.parametrize("old", BOTH)
def test_the_new_channels_learn(old: str) -> None:
    new = old.replace(WIDTHS, "9 [] + 6 [Rot]")
    found = compared(old, new)
    net = module(new)
    net.load_state_dict(carry(found.moves, trained(module(old)), found.foreign))
    for _ in range(3):
        loss = (net(*random((4, 11, 2))) - 1).square().mean()
        net.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in net.parameters():
                parameter -= 1e-3 * parameter.grad
    assert all(bool((p != 0).all()) for n, p in net.named_parameters() if not n.endswith("bias"))
