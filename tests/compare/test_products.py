"""Products whose operands change places or whose channels meet otherwise, and norms."""

import re

import pytest

from tests.compare.moving import check_moved, compared, random

pytestmark = pytest.mark.torch

SPEC = """\
size n
group G = S(n)
model M(x: 2 [G], y: 3 [G], z: [G]) -> [G] {
    h = bilinear(PRODUCT -> 3 [G] + 2 []MODE)
    return linear(h -> [G])
}
"""
FULL = ", mode = full"
GIVEN = [(4, 3, 2), (4, 3, 3), (4, 3)]


def text(product: str, mode: str = "") -> str:
    """The spec with a product of a mode."""
    return SPEC.replace("PRODUCT", product).replace("MODE", mode)


@pytest.mark.parametrize("mode", ["", FULL])
@pytest.mark.parametrize(("product", "turned"), [("x, y", "y, x"), ("(x, z), y", "y, (z, x)")])
def test_operands_change_places(product: str, turned: str, mode: str) -> None:
    found = check_moved(text(product, mode), text(turned, mode), random(*GIVEN))
    assert (found.verdict, found.contained) == ("migrates", "same")


@pytest.mark.parametrize("after", ["x, y", "y, x"])
def test_channel_by_channel_is_among_all_products(after: str) -> None:
    old, new = text("x, y"), text(after, FULL).replace("3 [G] +", "4 [G] +")
    found = check_moved(old, new, random(*GIVEN))
    assert (found.verdict, found.contained) == ("migrates", "larger")
    back = compared(text(after, FULL), old)
    assert (back.verdict, back.contained) == ("not", "smaller")
    assert "it coupled every two channels" in back.reason


@pytest.mark.parametrize(("before", "after"), [("", FULL), (FULL, "")])
def test_of_one_channel_both_modes_are_the_same(before: str, after: str) -> None:
    found = check_moved(text("z, z", before), text("z, z", after), random(*GIVEN))
    assert (found.verdict, found.contained) == ("migrates", "same")


def test_channels_that_are_mixed_apart_make_more_products() -> None:
    """(a + b)(c + d) has one weight for four products that then have one each."""
    old = text("(x, z), y").replace("h = b", "k = linear(x -> 2 [])\n    h = b")
    old = old.replace("(x, z), y", "k, k")
    new = old.replace("linear(x -> 2 [])", "linear(x -> 1 [] + 1 [])")
    found = check_moved(old, new, random(*GIVEN))
    assert (found.verdict, found.contained) == ("migrates", "larger")
    assert compared(new, old).contained == "smaller"


NORM = """\
group A = O(3)
group B = GROUP
model M(x: 2 [A, B]) -> 3 [A, B] {
    return layer_norm(linear(x -> 3 [A, B]))
}
"""


def test_norms_are_over_what_groups_turn() -> None:
    """|v| is over rotated axes alone: not the same where one is permuted."""
    old = NORM.replace("GROUP", "O(3)")
    assert compared(old, NORM.replace("GROUP", "B(3)")).verdict == "loads"
    found = compared(old, NORM.replace("GROUP", "S(3)"))
    assert found.verdict == "not" and "is another operation now" in found.reason


SET = """\
size n
group G = S(n)
model M(x: 2 [G, G]) -> [G] {
    return linear(relu(linear(x -> 3 [G])) -> [G])
}
"""


def test_what_is_lost_of_other_lengths_is_said() -> None:
    three = SET.replace("S(n)", "S(3)")
    found = check_moved(SET, three, random((4, 3, 3, 2)))
    assert "nothing is left of other lengths" in found.notes[0]
    found = check_moved(three, SET, random((4, 3, 3, 2)))
    assert "now has any length `n`: the same function at 3" in found.notes[0]


UNWEIGHTED = """\
group Rot = O(3)
model M(x: [Rot(4x0e + 2x2e)], v: [Rot]) -> [Rot(2x2o + 1x0e)] {
    y = spherical_harmonics(v, 3)
    m = tensor_product(x, y -> [Rot(2x2o)], mode = channelwise, weights = none)
    return linear(linear(m -> [Rot(2x2o)]), x -> [Rot(2x2o + 1x0e)])
}
"""


def test_products_without_weights_keep_their_paths() -> None:
    """Without mirrors there are paths more, and no weights that could start at zero."""
    proper = re.sub(r"(x\d)[eo]", r"\1", UNWEIGHTED).replace("O(3)", "SO(3)")
    found = compared(UNWEIGHTED, proper)
    assert found.verdict == "not" and "no weights that leave them out" in found.reason
    old, new = (text.replace(", weights = none", "") for text in (UNWEIGHTED, proper))
    assert check_moved(old, new, random((4, 14), (4, 3))).contained == "larger"
    more = UNWEIGHTED.replace("spherical_harmonics(v, 3)", "spherical_harmonics(v, 1)")
    assert compared(more, UNWEIGHTED).verdict == "not"
    renamed = re.sub(r"\bm\b", "message", UNWEIGHTED)
    assert check_moved(UNWEIGHTED, renamed, random((4, 14), (4, 3))).contained == "same"
