"""`fixed = shared` and `fixed = rank(r)`: which maps there are, and that they are equivariant."""

import pytest
import torch

from symc.compiler import plan, understand, write
from symc.explain import explain
from symc.report import Severity, Source
from symc.schedule import schedule
from symc.solve import solve
from tests.oracle.modules import build, equivariance_error, rank, span, tangent
from tests.weights import spaces

pytestmark = pytest.mark.torch

HEAD = """\
size n; size k
group P = S(n); group R = O(3); group H = S(3)
"""


def layer(arguments: str, target: str, options: str) -> str:
    names = ", ".join(each.partition(":")[0] for each in arguments.split("; "))
    arguments = arguments.replace("; ", ", ")
    body = f"return linear({names} -> {target}{options})"
    return f"{HEAD}model M({arguments}) -> {target} {{ {body} }}\n"


CASES = {
    "a matrix": ("x: [H, 5]", "[H, 5]"),
    "two sizes": ("x: [H, 4, 3]; y: [3]", "2 [3, 4] + [H]"),
    "rotated": ("x: 2 [P, R, 3]; y: [5, P, 3]", "2 [P, 3] + [R, 3, 5] + [3]"),
    "only constants": ("x: [R, 3]; y: [R]", "[R, 5] + [5, 4]"),
    "a free size": ("x: 2 [H, k, 3]", "[k, 3] + 3 [k]"),
}


@pytest.mark.parametrize("options", [", fixed = shared", ", fixed = rank(2)", ", fixed = rank(1)"])
@pytest.mark.parametrize("name", CASES)
def test_layers_are_equivariant(name: str, options: str) -> None:
    found = build(layer(*CASES[name], options))
    sizes = {"n": 4, "k": 6}
    assert equivariance_error(found.model, found.net(), sizes) < 1e-12
    assert "  # exactly" not in found.source
    assert "plain" not in found.source.partition("Symmetry:")[2].partition("\n")[0]


@pytest.mark.parametrize("name", CASES)
def test_a_rank_that_is_not_reached_is_full(name: str) -> None:
    def body(options: str) -> str:
        source = build(layer(*CASES[name], options)).source
        return source.partition("forward")[2].partition("# symc: ")[0]

    assert body(", fixed = rank(60)") == body("") == body(", fixed = full")


def test_codes_apart_shared_axes_have_the_maps_of_an_s_of_their_own() -> None:
    found = build(layer("x: [H, 4, 3]; y: [3]", "[3, 4] + [H]", ", fixed = shared"))
    group = HEAD + "group A = S(4); group B = S(3)\n"
    other = build(
        group + "model M(x: [H, A, B], y: [B]) -> [B, A] + [H] "
        "{ return linear(x, y -> [B, A] + [H]) }\n"
    )
    net = found.net()
    codes = [name for name, _ in net.named_parameters() if name.endswith("_code")]
    assert sorted(net.get_parameter(name).numel() for name in codes) == [3, 12]
    count = sum(p.numel() for p in net.parameters()) - 15
    assert count == rank(span(other.model, other.net(), {}))
    with torch.no_grad():
        for name in codes:
            net.get_parameter(name).zero_()
            net.get_parameter(name).requires_grad_(False)
    x, y = torch.randn(3, 4, 3).double(), torch.randn(3).double()
    a, b = torch.randperm(4), torch.randperm(3)
    first, last = net(x, y)
    moved, same = net(x[:, a][:, :, b], y[b])
    assert torch.allclose(first[b][:, a], moved) and torch.allclose(last, same)


def test_a_code_tells_entries_apart() -> None:
    net = build(layer("x: [H, 5]", "[H, 5]", ", fixed = shared")).net()
    x = torch.randn(3, 5).double()
    order = torch.tensor([1, 0, 2, 3, 4])
    assert (net(x)[:, order] - net(x[:, order])).abs().max() > 1e-3


@pytest.mark.parametrize("r", [1, 2, 3])
def test_the_weights_of_all_pairs_form_a_matrix_of_that_rank(r: int) -> None:
    found = build(layer("x: 2 [H, 3, 2]", "3 [4, H, 2]", f", fixed = rank({r})"))
    net = found.net()
    zero = net(torch.zeros(3, 3, 2, 2).double())
    eye = torch.eye(36).double().reshape(36, 3, 3, 2, 2)
    made = (net(eye) - zero).detach().reshape(3, 6, 2, 4, 3, 2, 3)
    same = made[0, :, :, :, 0] - made[0, :, :, :, 1]
    every = made[0, :, :, :, 1]
    for weights in (same, every):
        for i in range(2):
            for j in range(3):
                matrix = weights[:, i, :, :, j].reshape(6, 8)
                assert torch.linalg.matrix_rank(matrix, rtol=1e-9) == r


def test_the_constant_part_is_not_cut_down_by_the_rank() -> None:
    found = build(layer("x: [H, 7]", "[H, H, 5]", ", fixed = rank(2)"))
    assert found.net().get_parameter("out_constants_bias").numel() == 5 * 2
    assert rank(tangent(found.model, found.net(), {})) == 7 * 2 + 2 * 2 * 5 + 2 * 5 + 10 - 2 * 4


def test_explosions_are_told_before_anything_is_generated() -> None:
    text = spaces.declarations(spaces.mlp(784, 128, 10))
    text += "model M(net: Net) -> Net { return linear(net -> same) }\n"
    (warning,) = understand(Source("main.sym", text)).warnings
    assert warning.severity is Severity.WARNING and warning.code == "SYM331"
    assert "1,280,050 maps per channel pair" in warning.message
    assert "fixed = shared" in warning.notes[0] and "fixed = rank(8)" in warning.notes[1]
    for fixed in ("shared", "rank(8)"):
        other = text.replace("-> same)", f"-> same, fixed = {fixed})")
        module = understand(Source("main.sym", other))
        assert not module.warnings
        assert len(write(plan(module))) < 60_000


@pytest.mark.parametrize("options", ["", ", fixed = shared", ", fixed = rank(2)"])
@pytest.mark.parametrize("name", CASES)
def test_all_weights_are_counted(name: str, options: str) -> None:
    """Every node has a name of its own, by which its weights are found."""
    meaning = understand(Source("spec.sym", layer(*CASES[name], options)))
    names = [node.name for node in meaning.models[0].nodes]
    assert len(set(names)) == len(names)
    solution = solve(meaning)
    (account,) = explain(solution, schedule(solution))
    net = build(layer(*CASES[name], options)).net()
    assert sum(each.weights for each in account.layers) == sum(p.numel() for p in net.parameters())
