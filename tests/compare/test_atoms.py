"""Models on graphs, of irreps and of perceptrons: checkpoints that keep their function."""

import re

import pytest
import torch
from torch import Tensor

from tests.compare.moving import check_moved, compared

pytestmark = pytest.mark.torch

MODEL = """\
size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
model M(x: [Atoms, Rot(4x0e + 2x1o)], v: [Bonds, Rot], bonds: Bonds) -> [Atoms, Rot(2x0e + 1x1o)] {
    h = linear(x -> [Atoms, Rot(3x0e + 3x1o)])
    y = spherical_harmonics(v, 2)
    r = bessel(norm(v), 4, cutoff = 4.0)
    m = tensor_product(gather(h at bonds.source), y -> [Bonds, Rot(3x0e + 3x1o + 3x1e + 3x2e)],
                       mode = channelwise, weights = mlp(r, 5))
    g = scatter(m to bonds.target)
    h = layer_norm(gate(linear(g, h -> [Atoms, Rot(3x0e + 3x1o + 3x1e)])))
    k = tensor_product(h, h -> [Atoms, Rot(3x0e + 3x1o)])
    return linear(k, h -> [Atoms, Rot(2x0e + 1x1o)])
}
"""
OF_FULL = ("2x0e + 3x1o + 1x1e + 2x2e", "2x2e + 1x1o + 2x0e + 1x1e + 2x1o")
FULL = MODEL.replace("mode = channelwise, ", "")
FULL = FULL.replace("3x0e + 3x1o + 3x1e + 3x2e", OF_FULL[0])
INSIDE = ("3x0e + 3x1o + 3x1e)]", "3x1e + 3x0e + 3x1o)]")
MESSAGE = ("3x0e + 3x1o + 3x1e + 3x2e", "3x2e + 3x1o + 3x1e + 3x0e")
SELF = "tensor_product(h, h -> [Atoms, Rot(3x0e + 3x1o)]"
OF_SELF = (SELF, SELF.replace("3x0e + 3x1o", "1x1o + 3x0e + 2x1o"))


def inputs(n: int = 5, edges: int = 9) -> list[Tensor]:
    torch.manual_seed(5)
    x = torch.randn(n, 10, dtype=torch.float64)
    v = torch.randn(edges, 3, dtype=torch.float64)
    return [x, v, torch.randint(0, n, (2, edges))]


def rotations(text: str) -> str:
    """The same under SO(3)."""
    return re.sub(r"x(\d)[eo]", r"x\1", text.replace("O(3)", "SO(3)"))


@pytest.mark.slow
def test_names_of_everything() -> None:
    new = MODEL.replace("bonds", "pairs").replace("Bonds", "Pairs").replace("Rot", "Turns")
    new = re.sub(r"\bh\b", "hidden", new).replace("x:", "z:").replace("(x", "(z")
    found = check_moved(MODEL, new, inputs())
    assert (found.verdict, found.contained, found.notes) == ("migrates", "same", ())


@pytest.mark.parametrize(
    ("old", "change"),
    [
        pytest.param(MODEL, INSIDE, id="inside"),
        pytest.param(MODEL, MESSAGE, id="message"),
        pytest.param(FULL, OF_FULL, id="full", marks=pytest.mark.slow),
        pytest.param(MODEL, OF_SELF, id="self", marks=pytest.mark.slow),
    ],
)
def test_irreps_in_another_order(old: str, change: tuple[str, str]) -> None:
    assert change[0] in old
    found = check_moved(old, old.replace(*change), inputs())
    assert (found.verdict, found.contained) == ("migrates", "same")


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    "change",
    [
        ("mlp(r, 5))", "mlp(r, 5), algorithm = so2)"),
        ("mlp(r, 5))", "mlp(r, 5), algorithm = cp(rank = 25))"),
        ("mlp(r, 5))", "mlp(r, 5), radial_precision = ieee)"),
        (SELF, f"{SELF}, algorithm = cp(rank = 9)"),
    ],
    ids=["so2", "cp", "radial", "cp of its own weights"],
)
def test_another_algorithm_takes_the_weights_as_they_are(change: tuple[str, str]) -> None:
    assert change[0] in MODEL
    found = check_moved(MODEL, MODEL.replace(*change), inputs())
    assert (found.verdict, found.contained) == ("loads", "same")


def test_factors_too_few_to_be_exact_are_another_function() -> None:
    found = compared(MODEL, MODEL.replace("mlp(r, 5))", "mlp(r, 5), algorithm = cp(rank = 2))"))
    assert found.verdict == "not" and "no exact products by factors" in found.reason


def test_gaunt_is_another_operation() -> None:
    found = compared(MODEL, MODEL.replace(SELF, f"{SELF}, algorithm = gaunt"))
    assert found.verdict == "not" and "another operation" in found.reason


@pytest.mark.parametrize(
    "old",
    [
        pytest.param(MODEL, id="channelwise"),
        pytest.param(FULL, id="full", marks=pytest.mark.slow),
    ],
)
def test_rotations_alone_have_more_paths(old: str) -> None:
    found = check_moved(old, rotations(old), inputs())
    assert (found.verdict, found.contained) == ("migrates", "larger")
    (product,) = (layer for layer in found.layers if layer.name == "m")
    assert product.contained == "larger" and product.new > product.old
    back = compared(rotations(old), old)
    assert back.verdict == "not" and back.contained == "smaller"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("mlp(r, 5))", "mlp(r, 4))"), "of another type"),
        (("bessel(norm(v), 4", "gaussians(norm(v), 4"), "another operation"),
        (("cutoff = 4.0", "cutoff = 5.0"), "another operation"),
        (("bonds.target", "bonds.source"), "another operation"),
        (("layer_norm(gate(", "gate(gate("), "another operation"),
        (("spherical_harmonics(v, 2)", "spherical_harmonics(-v, 2)"), "is now `-v`"),
        (("mode = channelwise, ", ""), "another operation"),
    ],
)
def test_what_changes_the_function_is_named(change: tuple[str, str], why: str) -> None:
    assert change[0] in MODEL
    found = compared(MODEL, MODEL.replace(*change))
    assert found.verdict == "not" and why in found.reason, found.reason
