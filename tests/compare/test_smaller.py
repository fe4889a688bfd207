"""Groups whose tensors fall apart under smaller ones: points in two sets, irreps as planes."""

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from symc.compare import written
from symc.compare.branching import Smaller
from symc.ir.symmetry import Axis, Group, Part
from tests.compare.moving import check_moved, compared, random

pytestmark = pytest.mark.torch

SET = """\
group G = S(5)
model M(x: 2 [G], s: 3 []) -> 2 [G] {
    h = linear(x, s -> 4 [G] + 3 [])
    h = relu(h)
    h = h + bilinear(h, h -> same)
    return linear(h -> 2 [G])
}
"""
TWO = """\
group A = S(3)
group B = S(2)
model M(x: 2 [A] + 2 [B], s: 3 []) -> 2 [A] + 2 [B] {
    h = linear(x, s -> 4 [A] + 4 [B] + 3 [])
    h = relu(h)
    h = h + bilinear(h, h -> same)
    return linear(h -> 2 [A] + 2 [B])
}
"""


def test_points_in_two_sets() -> None:
    def there(given: Sequence[Tensor]) -> Sequence[Tensor]:
        x, s = given
        return [(x[:, :3], x[:, 3:]), s]  # type: ignore[list-item]

    found = check_moved(
        SET, TWO, random((4, 5, 2), (4, 3)), there, joined=lambda y: [torch.cat(y, 1)]
    )
    assert found.contained == "larger"
    assert "A is [0], [1], [2]; B is [3], [4]" in found.notes[0]
    assert compared(TWO, SET).verdict == "not"


@pytest.mark.parametrize("mode", ["", ", mode = full"])
def test_one_point_is_held(mode: str) -> None:
    new = TWO.replace("group B = S(2)\n", "").replace("S(3)", "S(4)").replace("[B]", "[]")
    old = SET.replace("same", f"same{mode}")

    def there(given: Sequence[Tensor]) -> Sequence[Tensor]:
        x, s = given
        return [(x[:, :4], x[:, 4]), s]  # type: ignore[list-item]

    found = check_moved(
        old,
        new.replace("same", f"same{mode}"),
        random((4, 5, 2), (4, 3)),
        there,
        joined=lambda y: [torch.cat([y[0], y[1][:, None]], 1)],
    )
    assert found.contained == "larger"


ROT = """\
group Rot = GROUP
model M(x: 2 [Rot], s: []) -> [Rot] {
    h = linear(x, s -> 3 [Rot] + 2 [])
    h = h + bilinear(h, h -> same)
    k = bilinear(h, x -> 3 [Rot.2])
    return bilinear(h, k -> [Rot])
}
"""
FLAT = """\
group P = GROUP
model M(x: 2 [P] + 2 [], s: []) -> [P] + [] {
    h = linear(x, s -> 3 [P] + 3 [] + 2 [])
    h = h + bilinear(h, h -> same)
    k = bilinear(h, x -> 3 [] + 3 [P] + 3 [P.2])
    return bilinear(h, k -> [P] + [])
}
"""


@pytest.mark.parametrize("group", ["SO(2)", "C(7)"])
def test_irreps_of_rotations_as_planes(group: str) -> None:
    label = ".1" if group == "C(7)" else ""
    new = FLAT.replace("[P]", f"[P{label}]").replace("GROUP", group)

    def there(given: Sequence[Tensor]) -> Sequence[Tensor]:
        x, s = given
        return [(x[:, :2], x[:, 2]), s]  # type: ignore[list-item]

    found = check_moved(
        ROT.replace("GROUP", "SO(3)"),
        new,
        random((4, 3, 2), (4,)),
        there,
        joined=lambda y: [torch.cat([y[0], y[1][:, None]], 1)],
    )
    assert found.contained == "larger"
    assert "[0], [1]" in found.notes[0]


TENSORS = """\
group Rot = O(3)
model M(x: 2 [Rot], y: [Rot.2e]) -> 3 [Rot.2e] {
    h = linear(x, y -> 2 [Rot] + 4 [Rot.2e])
    h = h + bilinear(h, h -> same)
    return linear(h -> 3 [Rot.2e])
}
"""
TURNED = """\
group P = GROUP
model M(x: 2 [P.1] + 2 [], y: [] + [P.1] + [P.2]) -> 3 [] + 3 [P.1] + 3 [P.2] {
    h = linear(x, y -> 2 [P.1] + 2 [] + 4 [] + 4 [P.1] + 4 [P.2])
    h = h + bilinear(h, h -> same)
    return linear(h -> 3 [] + 3 [P.1] + 3 [P.2])
}
"""


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("group", ["D(5)", "O(2)", "SO(2)", "C(6)"])
def test_tensors_fall_apart_into_planes(group: str) -> None:
    family, _, size = group.rstrip(")").partition("(")
    into = Smaller(Group("Rot", "O", (3,)), (Group("P", family, (int(size),)),))
    pieces = into.pieces(Part((Axis(5, into.group, "2e"),)))
    assert pieces is not None
    rows = [torch.tensor(each.cuts[0].rows, dtype=torch.float64) for each in pieces]
    whole = torch.cat(rows)
    assert torch.allclose(whole @ whole.T, torch.eye(5, dtype=torch.float64), atol=1e-14)

    def there(given: Sequence[Tensor]) -> Sequence[Tensor]:
        x, y = given
        first, *others = (y @ each.T for each in rows)
        return [(x[:, :2], x[:, 2]), (first[..., 0], *others)]  # type: ignore[list-item]

    def back(made: list[Tensor]) -> list[Tensor]:
        planes = torch.cat([made[0].unsqueeze(1), *made[1:]], 1)
        return [torch.einsum("bkc,ki->bic", planes, whole)]

    new = TURNED.replace("GROUP", group)
    found = check_moved(TENSORS, new, random((4, 3, 2), (4, 5)), there, joined=back)
    assert (found.verdict, found.contained) == ("migrates", "larger")
    assert compared(new, TENSORS).verdict == "not"


def test_the_written_function_says_which_numbers_are_which() -> None:
    told = written(compared(SET, TWO)).split('"""')[1]
    assert "now is 2 [A] + 2 [B]: A is [0], [1], [2]; B is [3], [4]." in " ".join(told.split())
