"""Every layer kind by its own example, and the rules for types."""

import pytest

from symc.ir.model import (
    Argument,
    Attention,
    Bilinear,
    Dropout,
    LayerNorm,
    Linear,
    Node,
    NormAct,
    Pointwise,
    Pool,
    Value,
)
from symc.layers import LAYERS, Kind
from tests.check.specs import codes, model

KINDS = list(LAYERS)
HEAD = """
size n
group Nodes = S(n)
group Rot = O(3)
group Turn = SO(3)
group Three = S(3)
"""


def made(node: Argument | Node) -> tuple[Value, ...]:
    """The values of an argument or node."""
    return node.values if isinstance(node, Argument) else node.outputs


def result(call: str, *arguments: str) -> str:
    """The type of a call of the arguments `a`, `b`, ... of these types."""
    named = ", ".join(f"{name}: {type_}" for name, type_ in zip("abc", arguments, strict=False))
    probe = f"{HEAD}model M({named}) -> 7 [] {{ return linear({call} -> 7 []) }}"
    found = model(probe)
    nodes = found.nodes
    makers: list[Argument | Node] = [*found.arguments, *nodes]
    values = [value for maker in makers for value in made(maker)]
    types = {value.name: str(value.part) for value in values}
    return " + ".join(types[name] for name in nodes[-1].inputs)


def refused(call: str, *arguments: str) -> list[str]:
    """The codes for a call of the arguments `a`, `b`, ... of these types."""
    named = ", ".join(f"{name}: {type_}" for name, type_ in zip("abc", arguments, strict=False))
    text = f"{HEAD}model M({named}) -> [] {{\n    x = {call}\n    return linear(a, a -> []) }}"
    return [code for code in codes(text) if code not in ("SYM301", "SYM302")] or codes(text)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_of_a_kind_compiles_and_uses_it(kind: Kind) -> None:
    assert codes(kind.example) == []
    assert model(kind.example).nodes
    assert f"{kind.name}(" in kind.example


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_documented(kind: Kind) -> None:
    assert type(kind).__doc__
    assert kind.summary.startswith(f"{kind.name}(") and "\n" not in kind.summary
    assert kind.signature.usage.startswith(f"{kind.name}(")


@pytest.mark.parametrize(
    ("call", "arguments", "type_"),
    [
        ("linear(a -> 4 [Nodes])", ["[Nodes, Nodes]"], "4 [Nodes]"),
        ("linear(a, b -> 2 [] + [Rot, Rot])", ["3 []", "[Rot, Rot]"], "2 [] + [Rot, Rot]"),
        ("bilinear(a, a -> [Rot, Rot])", ["4 [Rot]"], "[Rot, Rot]"),
        ("sum(a over Nodes)", ["4 [Nodes, Three, Nodes]"], "4 [Three]"),
        ("mean((a, b) over Nodes)", ["4 [Nodes]", "2 [Three]"], "4 [] + 2 [Three]"),
        ("gate((a, b))", ["4 [Nodes]", "2 [Nodes, Rot, Rot]"], "4 [Nodes] + 2 [Nodes, Rot, Rot]"),
        ("attention(a over Nodes, heads = 2)", ["4 [Nodes, Rot, Rot]"], "4 [Nodes, Rot, Rot]"),
        ("dropout(a, 0.5)", ["[Rot, Rot]"], "[Rot, Rot]"),
        ("tanh(a)", ["[3, n] + 2 [Three]"], "[3, n] + 2 [Three]"),
        ("invariants(a -> 2 [Nodes])", ["4 [Nodes, Rot]"], "2 [Nodes]"),
        ("(a - a, 2 * b)", ["[]", "2 []"], "[] + 2 []"),
    ],
)
def test_the_type_of_a_call(call: str, arguments: list[str], type_: str) -> None:
    assert result(call, *arguments) == type_


@pytest.mark.parametrize(
    ("call", "arguments", "code"),
    [
        ("linear(a -> [Rot])", ["[]"], "SYM301"),
        ("linear(a -> [])", ["[Rot]"], "SYM302"),
        ("linear(a -> [Nodes, Turn])", ["[Nodes]"], "SYM301"),
        ("linear(a -> [], bias = off)", ["[Rot]"], "SYM301"),
        ("bilinear(a, b -> [Rot])", ["[Rot]", "[Rot]"], "SYM303"),
        ("relu(a)", ["[] + [Turn]"], "SYM304"),
        ("sin(a)", ["[Rot]"], "SYM304"),
        ("gate(a)", ["[Rot]"], "SYM305"),
        ("invariants(a -> [Rot, Rot])", ["[Rot]"], "SYM306"),
        ("max(a over Rot)", ["[Rot]"], "SYM307"),
        ("attention(a over Rot)", ["[Rot]"], "SYM307"),
        ("sum(a over Three)", ["[Nodes]"], "SYM308"),
        ("max(a over Nodes)", ["[Nodes, Rot]"], "SYM309"),
        ("attention(a over Nodes)", ["[Nodes] + []"], "SYM310"),
        ("attention(a over Nodes, heads = 3)", ["4 [Nodes]"], "SYM311"),
        ("dropout(a, 1)", ["[]"], "SYM312"),
        ("a + b", ["[]", "1 []"], "SYM313"),
        ("dropout(a)", ["[]"], "SYM314"),
        ("norm_act(a)", ["[]"], "SYM314"),
        ("relu(a, a)", ["[]"], "SYM314"),
        ("linear(a)", ["[]"], "SYM315"),
        ("gate(a -> same)", ["[]"], "SYM316"),
        ("relu(a over Nodes)", ["[Nodes]"], "SYM317"),
        ("norm_act(a, sulu)", ["[]"], "SYM319"),
        ("linear(a -> [], fixed = rank(0))", ["[3]"], "SYM332"),
        ("linear(a -> [], relaxed = 2)", ["[3]"], "SYM414"),
    ],
)
def test_calls_that_are_refused(call: str, arguments: list[str], code: str) -> None:
    assert refused(call, *arguments)[0] == code


def test_vectors_cross_where_there_are_no_reflections() -> None:
    assert result("linear(bilinear(a, a -> [Turn]) -> [Turn, Turn])", "[Turn]") == "[Turn, Turn]"


def test_fixed_is_of_no_account_without_plain_axes() -> None:
    assert result("linear(a -> 2 [Nodes], fixed = rank(8))", "[Nodes, n]") == "2 [Nodes]"


def test_options_reach_the_operation() -> None:
    text = (
        HEAD
        + """
model M(a: 4 [Nodes], v: 4 [Nodes, Rot]) -> 4 [] + 4 [Rot] {
    h = bilinear(a, (a, v) -> 4 [Nodes] + 4 [Nodes, Rot], mode = full)
    h = linear(h -> same, bias = off)
    h = norm_act(h, tanh)
    h = layer_norm(dropout(h, 0.25))
    h = attention(h over Nodes, heads = 4)
    return mean(h over Nodes)
}
"""
    )
    ops = [node.op for node in model(text).nodes]
    assert ops[0] == Bilinear(1, "full")
    assert ops[1] == Linear(bias=False)
    assert ops[2:4] == [Pointwise("tanh"), NormAct("tanh")]
    assert [type(op) for op in ops[4:8]] == [Dropout, Dropout, LayerNorm, LayerNorm]
    assert isinstance(ops[8], Attention) and ops[8].heads == 4
    assert isinstance(ops[9], Pool) and ops[9].how == "mean"
