"""Levels of symmetry: exact ones, and the names in the others."""

import pytest

from tests.check.specs import codes, model

TEXT = """
group Rot = O(3)
group Other = O(2)
layer Core(x: 4 [Rot]) -> 4 [Rot] {
    symmetry Rot: exact
    return linear(x -> same)
}
model M(x: 4 [Rot]) -> 4 [Rot] {
    LINE
    h = Core(x) WITH
    return linear(h -> same) with Rot: exact
}
"""


def spec(line: str = "", clause: str = "") -> str:
    """A model with a line for symmetry and a `with`."""
    return TEXT.replace("LINE", line).replace("WITH", clause)


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("symmetry Rot: exact", ""),
        ("symmetry Rot: breaking <= 0", "with Rot: exact"),
        ("symmetry Rot: breaking <= 0.0", ""),
        ("", "with Rot: breaking <= 0"),
    ],
)
def test_exact_levels_change_nothing(line: str, clause: str) -> None:
    assert model(spec(line, clause)).nodes == model(spec()).nodes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("symmetry Rot: by frame(pca)", "SYM437"),
        ("symmetry Rot: breaking <= -1", "SYM403"),
        ("symmetry Rto: exact", "SYM104"),
        ("symmetry Other: exact", "SYM401"),
        ("symmetry Rot: breaking <= 0 to Axil", "SYM104"),
    ],
)
def test_other_levels_are_reported(line: str, code: str) -> None:
    assert set(codes(spec(line))) == {code}


def test_a_level_inside_a_repeat_is_seen() -> None:
    text = TEXT.replace("LINE", "repeat 3 { x = linear(x -> same) with Rto: exact }")
    assert codes(text.replace("WITH", "")) == ["SYM104"]


def test_layers_are_not_refused_where_a_group_is_free() -> None:
    text = """
group Rot = O(3)
model M(x: 4 [Rot]) -> 4 [] {
    symmetry Rot: free
    return linear(relu(x) -> 4 [])
}
"""
    assert codes(text) == []
    assert codes(text.replace("free", "exact")) == ["SYM302", "SYM304"]
