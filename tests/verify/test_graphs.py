"""verify on graphs: edges are drawn, points and edges permuted, points of space translated."""

import pytest
import torch

from symc.compiler import understand
from symc.emit.render import seal
from symc.report import Source
from symc.verify import ModelReport, draw, open_module, randomise, verify
from symc.verify.graphs import on_graphs
from tests.oracle.modules import generate

pytestmark = pytest.mark.torch

AGREEMENT = "agreement with a module compiled now"

SPEC = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model M(
    position: [Atoms, Space], bonds: Bonds, length: [Bonds], field: [Space.vector]
) -> (position: [Atoms, Space], energy: [], edge: [Bonds, Space.vector]) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    m = bilinear(linear(length, norm(v) -> 4 [Bonds]), v -> 4 [Bonds, Space.vector])
    h = scatter(m to bonds.target)
    e = sum(mlp(norm(h), 4 -> [Atoms]) over Atoms)
    x = position + linear(h, field -> [Atoms, Space.vector])
    return (x, e, linear(m, field -> [Bonds, Space.vector]))
}
"""


def report(change: tuple[str, str] | None = None) -> ModelReport:
    text = generate(SPEC, "m")
    if change is not None:
        assert change[0] in text, text
        text = seal(text.rpartition("\n\n# symc: ")[0].replace(*change))
    opened = open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)
    (model,) = verify(opened, "m.sym", "m.py", thorough="quick").models
    return model


def failed(model: ModelReport) -> set[str]:
    names = {each.name for each in model.checks if not each.ok}
    return names | {each.group for each in model.errors if not each.ok}


def test_a_sound_module_passes() -> None:
    model = report()
    assert model.ok, [c for c in model.checks if not c.ok]
    assert {each.group for each in model.errors} == {"Atoms", "Space", "Bonds"}
    assert not any(control.skipped for control in model.controls)
    assert sum(rank.solved for rank in model.ranks) == 3 + 1 + 5 + 5


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("change", "where"),
    [
        ((" = position + x", " = 2 * position + x"), "Space"),
        (("v = v_gather - v_gather2", "v = v_gather + v_gather2"), "Space"),
        (("h = _scatter(m, ", "h = _scatter(m.cumsum(0), "), "Atoms"),
        (("_unsorted(edge, bonds_order)", "edge"), "Bonds"),
        (("_scatter(m, bonds_target", "2 * _scatter(m, bonds_target"), AGREEMENT),
        ((" = position + x", " = position + 0 * v.mean() + x"), "graphs without edges"),
        ((" = position + x", " = position + h.norm() * x"), "graphs of several sizes"),
    ],
)
def test_a_broken_module_fails(change: tuple[str, str], where: str) -> None:
    assert where in failed(report(change))


def test_a_batch_of_graphs_is_each_of_them() -> None:
    opened = open_module(understand(Source("m.sym", SPEC)), "m.sym")
    model = opened.meaning.models[0]
    net = randomise(opened.make(model))
    values = draw(model, {"n": 4, "Bonds": 6}, (2, 3), 1)
    position, length, field, edges = (xs[0] for xs in values)
    together = on_graphs(randomise(opened.make(model)), model)(position, edges, length, field)
    assert [tuple(y.shape) for y in together] == [(2, 3, 4, 3), (2, 3), (2, 3, 6, 3)]
    for i in range(2):
        for j in range(3):
            alone = net(position[i, j], edges[i, j], length[i, j], field[i, j])
            for y, one in zip(together, alone, strict=True):
                assert torch.allclose(y[i, j], one, atol=1e-12)
