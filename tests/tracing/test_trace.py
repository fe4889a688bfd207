"""What is found in networks whose symmetry is known; all of it passed the check."""

from typing import Any

import pytest
import torch
from torch import nn

from symc.tracing import Traced, declarations, parsed, trace
from symc.tracing.declare import axis_text
from tests.tracing import networks

TOKENS = "1,5:int64"


def traced(network: nn.Module, *inputs: str) -> Traced:
    return trace(network.eval(), [parsed(text) for text in inputs] or None, "networks.py:Net")


def found(network: nn.Module, *inputs: str) -> dict[str, str]:
    """The axes of all weights, and the right sides of all groups."""
    result = traced(network, *inputs)
    assert result.error < 1e-12
    assert not result.warnings
    space = result.space
    axes = {e.key: ", ".join(map(axis_text, e.axes)) for e in space.entries}
    groups = {
        g.name: f"S({g.size})" + (f" within {g.within}" if g.within else "") for g in space.groups
    }
    return groups | axes


MLP = {
    "Layers0": "S(3)",
    "Layers1": "S(4)",
    "layers.0.weight": "Layers0, 2",
    "layers.0.bias": "Layers0",
    "layers.1.weight": "Layers1, Layers0",
    "layers.1.bias": "Layers1",
    "layers.2.weight": "1, Layers1",
    "layers.2.bias": "1",
}


def test_hidden_neurons_move_and_the_ends_of_a_perceptron_do_not() -> None:
    assert found(networks.Mlp(2, 3, 4, 1)) == MLP


def test_groups_of_one_neuron_vanish() -> None:
    axes = found(networks.Mlp(2, 1, 3, 1, bias=False))
    assert axes == {
        "Layers1": "S(3)",
        "layers.0.weight": "1, 2",
        "layers.1.weight": "Layers1, 1",
        "layers.2.weight": "1, Layers1",
    }


def test_a_flattened_channel_keeps_its_group_beside_fixed_places() -> None:
    axes = found(networks.Cnn(flat=True), "2,1,8,8")
    assert axes["fc.weight"] == "3, (C2, 4)"
    assert axes["c2.weight"] == "C2, C1, 3, 3"
    assert axes["norm.running_var"] == axes["norm.weight"] == "C1"
    assert axes["norm.num_batches_tracked"] == ""


def test_what_writes_to_one_stream_shares_one_group() -> None:
    axes = found(networks.Residual(), "1,3,8,8")
    stream = axes["stem.bias"]
    assert axes["c1.weight"] == f"{stream}, {stream}, 3, 3"
    assert axes["c2.weight"] == f"Short, {stream}, 3, 3"


def test_channels_of_a_group_are_its_fibres() -> None:
    axes = found(networks.Grouped(), "1,3,8,8")
    assert axes["Groups"] == "S(3)"
    assert axes["C1Channels"] == "S(2) within Groups"
    assert axes["C2Channels"] == "S(4) within Groups"
    assert axes["c2.weight"] == "(Groups, C2Channels), C1Channels, 3, 3"
    assert axes["fc.weight"] == "2, (Groups, C2Channels)"


def test_gates_of_a_cell_are_fixed_and_share_their_units() -> None:
    axes = found(networks.Recurrent("LSTM"))
    assert axes["rnn.weight_ih_l0"] == "(4, Rnn), 2"
    assert axes["rnn.weight_hh_l0"] == "(4, Rnn), Rnn"


def test_directions_of_a_network_stand_one_after_the_other() -> None:
    axes = found(networks.Recurrent("GRU", bidirectional=True, num_layers=2), "1,3,2")
    first, second = axes["rnn.weight_hh_l0"], axes["rnn.weight_hh_l0_reverse"]
    assert (first, second) == ("(3, Rnn), Rnn", "(3, Rnn2), Rnn2")
    assert axes["rnn.weight_ih_l1"] == "(3, Rnn3), Rnn + Rnn2"


def test_queries_and_keys_share_one_fibre_of_the_heads_and_values_have_another() -> None:
    axes = found(networks.Encoder(), TOKENS)
    assert (
        axes["block.self_attn.in_proj_weight"] == "(Heads, Dk) + (Heads, Dk) + (Heads, Dv), Stream"
    )
    assert axes["block.self_attn.out_proj.weight"] == "Stream, (Heads, Dv)"
    assert (axes["Dk"], axes["Dv"]) == ("S(4) within Heads",) * 2
    assert axes["pos"] == "9, Stream" and "head.weight" not in axes


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("way", ["split", "unbind"])
def test_a_fused_matrix_is_cut_along_its_fixed_axis(way: str) -> None:
    axes = found(networks.Fused(way), TOKENS)
    assert axes["qkv.weight"] == "(Heads, Dk) + (Heads, Dk) + (Heads, Dv), Proj"
    assert axes["proj.weight"] == "Proj, (Heads, Dv)"


def test_what_is_cut_inside_of_each_head_shares_one_fibre() -> None:
    axes = found(networks.Fused("inside"), TOKENS)
    assert axes["qkv.weight"] == "(Heads, 3, Dv), Proj"


@pytest.mark.parametrize("way", ["grouped", "expand", "repeat"])
def test_heads_that_share_keys_are_fibres_of_them(way: str) -> None:
    axes = found(networks.Shared(2, way), "2,5:int64")
    assert axes["q.weight"] == "(Heads, Copies, Dk), Stream".replace("Stream", axes["e.weight"][3:])
    assert axes["k.weight"].startswith("(Heads, Dk)")
    assert axes["o.weight"].endswith("(Heads, Copies, Dv)")
    assert {axes[name] for name in ("Copies",)} == {"S(2) within Heads"}
    assert {axes[name] for name in ("Dk", "Dv")} == {"S(3) within Heads"}


def test_keys_of_one_head_are_no_fibre() -> None:
    axes = found(networks.Shared(1, "repeat"), TOKENS)
    heads, inner = axes["q.weight"].split(", ")[0][1:], axes["k.weight"].split(", ")[0]
    assert axes[heads] == "S(4)" and axes[inner] == "S(3)"


def test_constant_turns_fix_what_they_turn_and_nothing_else() -> None:
    axes = found(networks.Shared(2, "repeat", turned=True), TOKENS)
    assert axes["k.weight"].startswith("(Heads, 3)")
    assert axes["v.weight"].startswith("(Heads, Dv)")


def test_concatenated_channels_keep_their_groups() -> None:
    axes = found(networks.Dense(), "1,3,4,4")
    assert axes["norm.running_mean"] == "A + B"
    assert axes["out.weight"] == "2, (A, 4) + (B, 4)"


@pytest.mark.slow
def test_experts_have_units_of_their_own() -> None:
    axes = found(networks.Experts(), "1,2")
    assert axes["Units"] == "S(5) within Blocks"
    assert axes["up"] == "Blocks, Enter, Units" and axes["route.weight"] == "Blocks, Enter"


def test_constant_positions_fix_the_stream() -> None:
    axes = found(networks.Positions(), TOKENS)
    assert axes["l.weight"] == "L, 4" and axes["e.weight"] == "7, 4"


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("way", "weight"),
    [
        ("none", "B, A"),
        ("cumsum", "B, 4"),
        ("half", "B, 1 + A"),
        ("reshape", "B, A"),
        ("softmax", "B, (Blocks, Units)"),
    ],
)
def test_what_is_done_along_an_axis_says_what_moves_it(way: str, weight: str) -> None:
    assert found(networks.Ordered(way), "2,3")["b.weight"] == weight


def test_unknown_operations_fix_all_that_meets_them_and_are_told() -> None:
    result = traced(networks.Ordered("strange"), "4,3")
    (warning,) = result.warnings
    assert warning.code == "SYM634" and "linalg_qr" in warning.notes[0]
    assert [group.name for group in result.space.groups] == ["B"]


@pytest.mark.slow
def test_casts_to_fewer_digits_do_not_fail_the_check_and_unused_weights_are_plain() -> None:
    axes = found(networks.Halves(), "2,3")
    assert axes["b.weight"] == "2, Scale" and axes["scale"] == "Scale"
    assert axes["unused.weight"] == "9, 9"


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    "options",
    [
        {"kind": "RNN", "nonlinearity": "relu"},
        {"kind": "LSTM", "proj_size": 3},
        {"kind": "LSTM", "state": True, "num_layers": 2, "bidirectional": True},
        {"kind": "GRU", "state": True, "bias": False},
    ],
    ids=str,
)
def test_other_recurrent_networks_pass_the_check(options: dict[str, Any]) -> None:
    found(networks.Recurrent(**options), "2,3,2")


def test_cells_in_a_loop_have_one_group() -> None:
    axes = found(networks.Cell(), "2,3,3")
    assert axes["cell.weight_hh"] == "(3, CellUnits), CellUnits"


def test_the_text_names_places_and_reasons() -> None:
    text = declarations(traced(networks.Mlp(2, 3, 1), "1,2").space, "a.py:Mlp", "(2, 3, 1)")
    assert text.startswith(
        "# The weights of a.py:Mlp(2, 3, 1), as `symc trace` found them.\nsymc 1"
    )
    assert "# layers.0.weight:0, layers.0.bias:0, layers.1.weight:1" in text
    assert "#   input of the network: layers.0.weight:1" in text
    assert text.endswith("    layers.1.bias: [1],\n}\n")


def test_one_tensor_under_two_keys_stands_once() -> None:
    space = traced(networks.Encoder(), TOKENS).space
    assert space.tied == (("head.weight", "e.weight"),)
    assert "head.weight" not in {entry.key for entry in space.entries}


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", ["Cnn", "Grouped", "Fused", "LSTM"])
def test_without_export_one_run_of_the_network_gives_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object, **named: object) -> None:
        raise RuntimeError("no export")

    networks_: dict[str, tuple[nn.Module, str]] = {
        "Cnn": (networks.Cnn(flat=True), "1,1,8,8"),
        "Grouped": (networks.Grouped(), "1,3,8,8"),
        "Fused": (networks.Fused("unbind"), TOKENS),
        "LSTM": (networks.Recurrent("LSTM"), "1,3,2"),
    }
    network, shape = networks_[name]
    expected = found(network, shape)
    monkeypatch.setattr("symc.tracing.capture._exported", fails)
    assert traced(network, shape).way == "torch.fx"
    assert found(network, shape) == expected


def test_halves_of_a_gate_share_their_units_and_noise_fixes_what_it_meets() -> None:
    class Gated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b, self.c = nn.Linear(3, 8), nn.Linear(4, 5), nn.Linear(5, 2)

        def forward(self, x: torch.Tensor) -> Any:
            x = self.b(nn.functional.glu(self.a(x), -1))
            return self.c(x + torch.randn_like(x))

    axes = found(Gated(), "2,3")
    assert axes["a.weight"] == "(2, A), 3" and axes["b.weight"] == "5, A"
