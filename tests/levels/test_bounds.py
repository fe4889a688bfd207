"""Levels in generated modules: bands, bounds, priors, snapping and certificates."""

import re
from itertools import pairwise, permutations, product
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build, spec

pytestmark = pytest.mark.torch

GROUPS = """
size n
group Points = S(n)
group Rot = O(3)
group Axial = stabilizer(Rot, [0, 0, 1])
group X = stabilizer(Rot, [1, 0, 0])
group Perm = S(3)
group Boost = SO(1, 3)
"""
TYPES = {
    "rot": ("x: 3 [Rot], m: 2 []", "2 [Rot, Rot]", "4 [] + 4 [Rot] + 3 [Rot, Rot]"),
    "cloud": (
        "x: 3 [Points, Rot], m: 2 [Points]",
        "2 [Rot]",
        "4 [Points] + 4 [Points, Rot] + 3 []",
    ),
    "both": ("x: 3 [Perm, Rot], m: 2 [Perm]", "2 [Rot]", "4 [Perm] + 3 [Perm, Rot]"),
}
SHAPES = {"rot": ((3, 3), (2,)), "cloud": ((5, 3, 3), (5, 2)), "both": ((3, 3, 3), (3, 2))}
LEVELS = {
    "rot": (
        "symmetry Rot: breaking <= 0.1",
        "symmetry Rot: breaking <= 0.1 haar",
        "symmetry Rot: breaking <= 0.2 to Axial",
        "symmetry Rot: breaking learned <= 0.3",
        "symmetry Rot: breaking <= 0.3; symmetry Axial: breaking <= 0.1",
    ),
    "cloud": ("symmetry Rot: breaking <= 0.2",),
    "both": ("symmetry Rot: breaking <= 0.1; symmetry Perm: breaking <= 0.3",),
}
CASES = [(types, level) for types, levels in LEVELS.items() for level in levels]


def text(types: str, level: str) -> str:
    """A model of two layers with levels."""
    arguments, result, hidden = TYPES[types]
    return f"""{GROUPS}
model M({arguments}) -> {result} {{
    {level}
    h = linear(x, m -> {hidden})
    return linear(gate(h) -> {result})
}}
"""


def net(types: str, level: str, scale: float = 0.5) -> Any:
    """A module with weights anywhere."""
    torch.manual_seed(0)
    made: Any = build(text(types, level)).net()
    with torch.no_grad():
        for parameter in made.parameters():
            if parameter.dim():
                parameter.normal_(std=scale)
            else:
                parameter.zero_()
    return made


def inputs(types: str) -> list[Tensor]:
    """Some values of its arguments."""
    torch.manual_seed(1)
    return [torch.randn(4, *shape, dtype=torch.float64) for shape in SHAPES[types]]


def ratios(made: Any) -> list[tuple[Tensor, float]]:
    """||broken|| / ||kept|| of every layer and level, by singular values, and what is allowed."""
    found = []
    for name, layer in made.graded.items():
        whole = made._whole(name)
        for number, level in enumerate(layer.levels):
            broken = made._broken(name, number)
            top = []
            for standard in _subsets(layer.free):
                lost = layer.matrix(broken, standard)
                kept = _minus(
                    layer.matrix(whole, standard, False), layer.matrix(broken, standard, False)
                )
                top.append((_norm(lost, level.norm), _norm(kept, level.norm)))
            lost, kept = (torch.stack(each).amax() for each in zip(*top, strict=True))
            kept = torch.ones_like(kept) if layer.residual else kept
            found.append((lost / kept, float(made.levels()[level.group])))
    return found


def _seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def _subsets(names: list[str]) -> list[frozenset[str]]:
    return [frozenset(), *(frozenset([name]) for name in names)]


def _minus(a: Tensor | None, b: Tensor | None) -> Tensor | None:
    return a if b is None or a is None else a - b


def _norm(matrix: Tensor | None, norm: str) -> Tensor:
    if matrix is None:
        return torch.zeros((), dtype=torch.float64)
    found: Tensor = torch.linalg.matrix_norm(matrix, 2 if norm == "op" else "fro")
    return found


def push(made: Any) -> None:
    """Trains weights to leave their bounds, which hold at every step and are nearly met at last."""
    optimizer = torch.optim.Adam(made.parameters(), lr=0.05)
    for _ in range(40):
        found = ratios(made)
        for ratio, allowed in found:
            assert float(ratio.detach()) <= allowed * (1 + 1e-9)
        optimizer.zero_grad()
        torch.autograd.backward(-torch.stack([ratio for ratio, _ in found]).sum())
        optimizer.step()
    assert max(float(ratio.detach()) / allowed for ratio, allowed in found) > 0.5


@pytest.mark.slow
@pytest.mark.parametrize(("types", "level"), CASES)
def test_no_weights_leave_a_bound_not_even_trained_to(types: str, level: str) -> None:
    push(net(types, level))


@pytest.mark.parametrize(("types", "level"), CASES)
def test_bands_are_orthogonal_and_orthogonal_to_what_is_exact(types: str, level: str) -> None:
    made = net(types, level)
    for name in made.graded:
        parts = getattr(made, f"_{name}_parts")()
        for i, a in enumerate(parts):
            for b in parts[i + 1 :]:
                inner = sum(
                    (x * y).sum()
                    for x, y in zip(a, b, strict=True)
                    if x is not None and y is not None
                )
                assert abs(float(inner)) < 1e-10


def test_the_haar_identity() -> None:
    """E ||g.W - W||^2 = 2 ||Q W||^2 over the 48 signed permutations, on matrices to vectors."""
    found: Any = build(
        """group G = B(3)
model M(x: 2 [G, G]) -> 2 [G, G] {
    symmetry G: breaking ~ 0.5
    return linear(x -> same, bias = off)
}"""
    ).net()
    with torch.no_grad():
        for parameter in found.parameters():
            parameter.normal_()
    (whole,) = found._whole("out")
    (lost,) = found._broken("out", 0)
    total, count = 0.0, 0
    for order in permutations(range(3)):
        for signs in product((1.0, -1.0), repeat=3):
            g = torch.diag(torch.tensor(signs, dtype=torch.float64))[list(order)]
            act = torch.kron(torch.kron(g, g), torch.eye(2, dtype=torch.float64))
            total += float((act @ whole @ act.T - whole).square().sum())
            count += 1
    assert total / count == pytest.approx(2 * float(lost.square().sum()), rel=1e-10)


def test_a_model_starts_exact_and_snaps_to_the_nearest_exact_one() -> None:
    x = inputs("rot")
    made: Any = build(text("rot", "symmetry Rot: breaking ~ 0.1")).net()
    made.reset_parameters()
    assert made.equivariance_error(*x, group="Rot")["largest"] < 1e-12
    made = net("rot", "symmetry Rot: breaking ~ 0.1", 0.3)
    before = made(*x)
    assert made.equivariance_error(*x, group="Rot")["largest"] > 1e-2
    moved = made.snap_()
    sizes = torch.stack([v.flatten(1).square().sum(1) for v in x]).sum(0).sqrt()
    scale = float(sizes.max())
    again = net("rot", "symmetry Rot: breaking ~ 0.1", 0.3)
    bound = again.certificate(radius=scale, change=True)["bound"]
    change = (made(*x) - before).flatten(1).norm(dim=1).max()
    assert 0 < float(change) <= bound
    assert moved > 0
    assert made.equivariance_error(*x, group="Rot")["largest"] < 1e-12
    after = made(*x)
    assert made.snap_() == 0
    assert torch.equal(made(*x), after)


@pytest.mark.slow
@pytest.mark.parametrize("types", ["rot", "both"])
def test_a_certificate_is_above_all_that_is_sampled_and_within_twenty_times(types: str) -> None:
    made = net(types, LEVELS[types][0], 0.3)
    x = [v.clone().requires_grad_() for v in inputs(types)]
    turn = torch.randn(4, 3, 3, dtype=torch.float64).requires_grad_()
    optimizer = torch.optim.Adam([*x, turn], lr=0.05)
    worst = 0.0
    for _ in range(150):
        size = torch.stack([v.flatten(1).square().sum(1) for v in x]).sum(0).sqrt()
        unit = [v / size.view(-1, *(1,) * (v.dim() - 1)) for v in x]
        g = -torch.linalg.matrix_exp(turn - turn.mT)
        moved = [torch.einsum("bij,b...jc->b...ic", g, unit[0]), unit[1]]
        out, after = made(*unit), made(*moved)
        wanted = torch.einsum("bij,b...jc->b...ic", g, out)
        if types == "rot":
            wanted = torch.einsum("bij,bkl,bjlc->bikc", g, g, out)
        gap = (after - wanted).flatten(1).norm(dim=1)
        worst = max(worst, float(gap.detach().max()))
        optimizer.zero_grad()
        torch.autograd.backward(-gap.sum())
        optimizer.step()
    bound = made.certificate("Rot")["bound"]
    assert worst <= bound <= 20 * worst


def test_no_breaking_at_all_is_the_very_code_of_exact() -> None:
    zero = build(text("rot", "symmetry Rot: breaking <= 0")).source
    exact = build(text("rot", "symmetry Rot: exact")).source
    code = zero.replace("breaking <= 0", "exact")
    assert code.splitlines()[:-1] == exact.splitlines()[:-1]  # the last line seals the quoted spec


def test_a_learned_level_starts_at_half_its_bound_and_never_leaves_it() -> None:
    made: Any = build(text("rot", "symmetry Rot: breaking learned <= 0.3")).net()
    made.reset_parameters()
    assert made.levels() == {"Rot": pytest.approx(0.15)}
    for raw in (-1e9, -5.0, 5.0, 1e9):
        with torch.no_grad():
            made.rot_level.fill_(raw)
        assert 0 <= made.levels()["Rot"] <= 0.3


def test_scaling_a_layer_changes_no_prior() -> None:
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    before = float(made.regularization_loss().detach())
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.mul_(1e-3)
    assert float(made.regularization_loss().detach()) == pytest.approx(before, rel=1e-9)


def test_residual_pathways_and_projections_are_one_quadratic_form() -> None:
    """min over W = P A + B of |A|^2 / 2 a^2 + |B|^2 / 2 b^2, against wd and lam of projections."""
    made = net("rot", "symmetry Rot: breaking ~ 0.1")
    exact, bands = made._scaled("out")
    kept, lost = exact[0], bands[0][0]
    a, b = 0.7, 0.2
    wd, lam = 1 / (a * a + b * b), 1 / (b * b) - 1 / (a * a + b * b)
    per = wd / 2 * (kept + lost).square().sum() + lam / 2 * lost.square().sum()
    share = a * a / (a * a + b * b)
    split = (share * kept.detach()).requires_grad_()
    rpp = split.square().sum() / (2 * a * a) + ((kept + lost - split).square().sum()) / (2 * b * b)
    (slope,) = torch.autograd.grad(rpp, split)
    flat = slope - (slope * lost).sum() / lost.square().sum() * lost
    assert float((flat * kept).sum().detach()) == pytest.approx(0, abs=1e-10)
    assert float(rpp.detach()) == pytest.approx(float(per.detach()), rel=1e-10)


def test_projectors_that_do_not_commute_carry_learned_levels_and_are_retuned() -> None:
    lines = "; ".join(f"symmetry {g}: breaking learned" for g in ("Axial", "X"))
    made = net("rot", lines, 0.1)
    made.start_levels()
    with torch.no_grad():
        made.regularization_loss("fixed")
    energy = made.band_energy()
    before = made.levels()
    after = made.retune_levels()
    least = min(energy, key=lambda group: energy[group]["ratio"])
    assert before == {"Axial": pytest.approx(0.1), "X": pytest.approx(0.1)}
    assert min(after, key=lambda group: after[group]) == least
    assert after[least] == pytest.approx(0.1)


def test_annealing_ends_exact() -> None:
    x = inputs("rot")
    made = net("rot", "symmetry Rot: breaking <= 0.3")
    errors = [
        made.anneal_(t).equivariance_error(
            *x, group="Rot", generator=torch.Generator().manual_seed(0)
        )
        for t in (1.0, 0.5, 0.1, 0.0)
    ]
    assert all(a["mean"] > b["mean"] for a, b in pairwise(errors))
    assert errors[-1]["largest"] < 1e-12


def test_the_shared_spec_of_levels_compiles_and_runs() -> None:
    found = build(spec("levels"), "levels")
    assert "class Exact(nn.Module)" in found.source
    assert re.search(r"class Bounded\([^)]*_Graded", found.source)


def test_learned_levels_of_complex_models_are_real_and_stay_within_their_bound() -> None:
    made = build("""group G = SU(2)
model M(x: 2 [G]) -> 2 [G] {
    symmetry G: breaking learned <= 0.3
    return linear(x -> 2 [G], bias = off)
}
""")
    net: Any = made.net()
    assert not net.g_level.is_complex() and net.g_level.requires_grad
    with torch.no_grad():
        for value in (-50.0, 0.0, 50.0):
            net.g_level.fill_(value)
            assert 0 <= net.levels()["G"] <= 0.3
            (layer,) = net.certificate()["layers"].values()
            assert layer["broken"] <= 0.3 * layer["exact"] * (1 + 1e-9)
    net(torch.randn(3, 2, 2, dtype=torch.complex128)).abs().sum().backward()
    assert net.g_level.grad is not None
