"""Types as written, and what they mean."""

import pytest

from symc.ir.symmetry import parts_of
from tests.check.specs import codes, model, problems

HEAD = """
size n
size d = 3
param width = 64
group Nodes = S(n)
group Rot = O(3)
type Cloud = 8 [Nodes] + 8 [Nodes, Rot]
type Net = { w: 2 [d], b: [n] + [] }
"""


def meaning(text: str) -> str:
    """The type of an argument, part by part."""
    (argument,) = model(f"{HEAD}model M(x: {text}) -> [] {{ return linear(x -> []) }}").arguments
    return str(argument.type)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[]", "[]"),
        ("1 []", "1 []"),
        ("width [Nodes, d]", "64 [Nodes, 3]"),
        ("[Nodes, n]", "[Nodes, n]"),
        ("[Rot*, Rot, Nodes*]", "[Rot, Rot, Nodes]"),
        ("5 [Rot]^2", "5 [Rot, Rot]"),
        ("([] + [Rot])^2", "[] + [Rot] + [Rot] + [Rot, Rot]"),
        ("(2 [Nodes])^2", "4 [Nodes, Nodes]"),
        ("2 Cloud", "16 [Nodes] + 16 [Nodes, Rot]"),
        ("2 (5 [] + [Rot])", "10 [] + 2 [Rot]"),
        ("Cloud + ([] + [])", "8 [Nodes] + 8 [Nodes, Rot] + [] + []"),
        ("2 [Rot.1o, Rot, Rot.2e]", "2 [Rot, Rot, Rot.2e]"),
        ("3 [Nodes, Rot(0e + 2x1o)]", "3 [Nodes, Rot(1x0e + 2x1o)]"),
        ("3 Net", "{ w: 6 [3], b: 3 [n] + 3 [] }"),
    ],
)
def test_types_mean_what_the_language_says(written: str, meant: str) -> None:
    assert meaning(written) == meant


@pytest.mark.parametrize(
    "right",
    [
        "discovered(size = 3, dimension = 1)",
    ],
)
def test_groups_of_later_versions_are_reported_once(right: str) -> None:
    text = f"{HEAD}group G = {right}\nmodel M(x: [G], y: [G.regular]) -> [G] {{ return relu(x) }}"
    assert codes(text) == ["SYM565"]


def test_one_mistake_is_one_message() -> None:
    text = f"""{HEAD}
type Bad = 4 [Nods]
layer L(x: Bad) -> Bad {{ return gate(x + linear(x -> same)) }}
model M(x: Bad) -> Bad {{
    h = L(x)
    repeat 3 {{ h = relu(linear(h, x -> Bad)) + h }}
    return (h.0, sum(h over Nodes))
}}
"""
    assert codes(text) == ["SYM102"]


def test_all_mistakes_of_a_file_are_said_in_order() -> None:
    text = (
        HEAD
        + """
model A(x: [Rot]) -> [] { return linear(x -> [], bias = off) }
model B(x: [Rot]) -> [Rot] { return relu(x) }
model C(x: [Rot], y: []) -> [Rot] { return x + y }
"""
    )
    assert codes(text) == ["SYM301", "SYM304", "SYM313"]


def test_constants_are_resolved_in_any_order_and_circles_are_found() -> None:
    assert codes("size a = b\nparam b = 2\nmodel M(x: a []) -> 2 [] { return x }") == []
    assert codes(
        "size a = b\nsize b = a\nmodel M(x: a []) -> 2 [] { return linear(x -> same) }"
    ) == ["SYM116"]


def test_the_parts_of_a_long_sum_are_kept() -> None:
    text = "type T = " + " + ".join(["[]"] * 900) + "\nmodel M(x: T) -> T { return x }"
    assert len(parts_of(model(text).result.type)) == 900


def test_a_group_may_bear_the_name_of_its_family() -> None:
    assert codes("group O = O(3)\nmodel M(x: [O]) -> [O] { return x }") == []


def test_suggestions_are_of_the_right_kind() -> None:
    (problem,) = problems("group Rot = O(3)\ntype Rat = []\nmodel M(x: [Ro]) -> [] { return x }")
    assert problem.helps == ("did you mean `Rot`?",)
