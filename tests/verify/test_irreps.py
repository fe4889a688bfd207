"""verify and draw on irreps and flat axes; matrices of irreps are those of the oracle."""

from random import Random

import pytest
import torch
from e3nn import o3

from symc.compiler import understand
from symc.emit.render import seal
from symc.explain import svg
from symc.ir.symmetry import Group
from symc.report import Source
from symc.verify import far, open_module, verify
from tests.explain.accounts import drawn, linear
from tests.oracle.actions import represented
from tests.oracle.modules import generate

pytestmark = pytest.mark.torch

SPEC = """\
size n
group P = S(n)
group R = O(3)
model M(x: [P, R(2x0e + 2x1o + 1x2e)], v: [R]) -> [P, R(0e + 2x1o)] + [R.2e] {
    h = gate(linear(x, spherical_harmonics(v, 2) -> [P, R(2x0e + 2x1o)]))
    return (linear(h -> [P, R(0e + 2x1o)]), bilinear(v, h -> [R.2e]))
}
"""


def report(change: tuple[str, str] | None = None) -> bool:
    text = generate(SPEC, "m")
    if change is not None:
        assert change[0] in text
        text = seal(text.rpartition("\n\n# symc: ")[0].replace(*change))
    opened = open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)
    return verify(opened, "m.sym", "m.py", thorough="quick").ok


@pytest.mark.slow
def test_a_sound_module_on_irreps_passes_and_a_broken_one_does_not() -> None:
    assert report()
    assert not report(("c1, s1 = z, x", "c1, s1 = x, z"))


@pytest.mark.parametrize(
    ("family", "parameters", "labels"),
    [
        ("O", (3,), ("2e", "1e", "3o", "8e")),
        ("SO", (3,), ("2", "5")),
        ("SU", (2,), ("2", "3")),
        ("O", (2,), ("2", "3")),
        ("SO", (2,), ("2",)),
        ("C", (5,), ("1", "2")),
        ("D", (6,), ("1", "4")),
    ],
)
def test_matrices_of_irreps_are_those_of_the_oracle(
    family: str, parameters: tuple[int, ...], labels: tuple[str, ...]
) -> None:
    group = Group("G", family, parameters)
    for seed in range(4):
        element = far(group, {}, Random(seed))
        single = element.matrix("regular" if family in "CD" else "", False)
        for label in labels:
            mine = element.matrix(label, False)
            other = represented(single, group, label, False, len(mine))
            assert torch.allclose(mine, other.to(mine.dtype), atol=1e-9), (label, seed)


def test_figures_have_one_strand_for_each_irrep() -> None:
    found = drawn(linear("R = O(3)", "[R(2x0e + 1x1o + 3x2e)]", "[R(1x1o + 2x2e)]"), 60)
    assert found.count("1 map per pair of channels") == 2 and svg.COLOURS[0] in found


@pytest.mark.parametrize("label", ["1o", "1e", "2e", "3o", "6e"])
def test_matrices_of_rotations_are_those_of_e3nn(label: str) -> None:
    """To the precision of e3nn's own, whose constants are in single precision."""
    group = Group("G", "O", (3,))
    for seed in range(3):
        element = far(group, {}, Random(seed))
        single = element.matrix("", False)
        theirs = o3.Irrep(label).D_from_matrix(single)
        mine = element.matrix("" if label == "1o" else label, False)
        assert torch.allclose(mine, theirs, atol=1e-5)
