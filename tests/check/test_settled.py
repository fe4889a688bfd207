"""Which arguments have one place under a group: counted by hand, and by running over elements."""

import pytest
import torch

from symc.report import CompileError
from tests.oracle.modules import build, equivariance_error

pytestmark = pytest.mark.torch

TEXT = """
group G = {group}
model M(x: {type}) -> {result} {{{level}
    return linear(x -> {result})
}}
"""
LEVEL = "\n    symmetry G: by canonical"
SETTLED = (
    ("SO(2)", "[G]", "2 [G]"),
    ("SO(3)", "2 [G]", "[G, G]"),
    ("SO(3)", "[G, G]", "2 [G]"),  # its axis, and what the symmetric part makes of that
    ("SO(3)", "[G] + [G, G]", "[G]"),
    ("SO(3)", "sym^2 [G] + [G]", "[G]"),
    ("SO(4)", "3 [G]", "[G]"),
    ("O(2)", "2 [G]", "[G]"),
    ("O(3)", "3 [G]", "[G]"),
    ("O(3)", "[G, G, G]", "[G]"),
    ("D(4)", "[G]", "[G, G]"),
    ("D(3)", "[G, G]", "[G]"),
    ("C(4)", "[G.regular]", "[G]"),
    ("A(4)", "[G, G]", "[G]"),
)
NOT = (
    ("SO(3)", "[G]"),  # turns about it
    ("SO(3)", "sym^2 [G]"),
    ("O(3)", "2 [G]"),  # the mirror of their plane
    ("O(2)", "[G]"),
    ("O(3)", "[G, G]"),  # -1
    ("D(4)", "3 [G.det]"),
    ("B(2)", "[G, G]"),  # -1
    ("B(2)", "[G.det] + [G.sign]"),
)


@pytest.mark.parametrize(("group", "given", "result"), SETTLED)
def test_what_has_one_place_is_equivariant(group: str, given: str, result: str) -> None:
    exact = build(TEXT.format(group=group, type=given, result=result, level=""))
    net = build(TEXT.format(group=group, type=given, result=result, level=LEVEL)).net()
    for seed in range(3):
        assert equivariance_error(exact.model, net, {}, seed=seed) < 1e-9


@pytest.mark.parametrize(("group", "given"), NOT)
def test_what_has_several_is_refused(group: str, given: str) -> None:
    with pytest.raises(CompileError) as caught:
        build(TEXT.format(group=group, type=given, result="[G]", level=LEVEL))
    assert caught.value.diagnostics[0].code in ("SYM443", "SYM449")


def test_the_completing_vector_is_that_of_a_rotation() -> None:
    for d in (2, 3, 4):
        module = build(
            TEXT.format(group=f"SO({d})", type=f"{d} [G]", result="[G]", level=LEVEL)
        ).module
        frames = module._orthonormal(torch.randn(5, d, d).double(), True)
        torch.testing.assert_close(torch.linalg.det(frames), torch.ones(5).double())
        torch.testing.assert_close(frames.mT @ frames, torch.eye(d).double().expand(5, d, d))
