"""What a report says of symmetries that are not exact, at a glance."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from symc.compiler import understand
from symc.dossier.breaking import bars, breaking
from symc.dossier.html import rendered
from symc.report import Source
from symc.verify import GroupLevel, LayerLevel, open_module
from tests.dossier.test_reports import Page, reported

pytestmark = pytest.mark.torch

SPEC = """
group Rot = O(3)
group X = stabilizer(Rot, [1, 0, 0])
group Z = stabilizer(Rot, [0, 0, 1])
model M(x: 2 [Rot, Rot]) -> [Rot, Rot] {
    symmetry X: breaking learned
    symmetry Z: breaking learned
    return linear(x -> [Rot, Rot], bias = off)
}
"""


def tilted(folder: Path) -> Path:
    """Weights that scale what lies along z, which rotations about z do not change."""
    made: Any = open_module(understand(Source("spec.sym", SPEC)), "spec.sym").module
    net = made.M(dtype=torch.float64)
    entries = torch.ones(3, 3, dtype=torch.float64)
    entries[2, 2] = 2.0
    torch.manual_seed(0)
    x = torch.randn(200, 3, 3, 2, dtype=torch.float64)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        loss = (net(x) - x[..., 0] * entries).square().mean()
        torch.autograd.backward(loss)
        optimizer.step()
    torch.save(net.state_dict(), folder / "weights.pt")
    return folder / "weights.pt"


@pytest.mark.slow
def test_the_axis_that_is_kept_is_named_first(tmp_path: Path) -> None:
    page = reported(tmp_path, SPEC, "--checkpoint", tilted(tmp_path))
    assert "Z is kept best" in page.text
    assert "What breaks which symmetry" in page.text
    turns = dict(
        re.findall(r"([XZ]), turns: mean error between [-+.\de]+ and ([-+.\de]+\d)", page.text)
    )
    assert float(turns["X"]) > 3 * float(turns["Z"]), "its circle is the smallest"


def test_bars_are_as_long_as_what_was_found() -> None:
    layer = LayerLevel("out", 0.2, 0.1, 0.01, None, None, True)
    two = (
        GroupLevel("A", "breaking <= 0.2", 0.2, 1.0, 0.5, None, None, 0.01, (layer,)),
        GroupLevel("B", "breaking <= 0.2", 0.2, 1.0, 0.25, None, None, 0.01, ()),
    )
    found = Page(bars(two))
    widths = [float(given["width"] or 0) for name, given in found.tags if name == "rect"]
    assert widths[0] == pytest.approx(2 * widths[2], rel=1e-2)
    assert widths[1] == pytest.approx(widths[0] / 2, rel=1e-2)
    assert sum(name == "path" for name, _ in found.tags) == 1


def test_an_exact_model_says_nothing_of_breaking() -> None:
    assert breaking(()) == []
    (one,) = [GroupLevel("A", "free", float("inf"), None, None, None, None, 0.0, (), "why")]
    told = "".join(map(rendered, breaking((one,))))
    assert "No violation was measured" in told and "not measured" in told
