"""Every example next to itself: its own checkpoints load as they are, and all weights are known."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from symc import compile as compiled
from symc.compare import compare
from symc.compare.compared import differences
from symc.compiler import understand
from symc.files import importer, read_spec, reader
from tests.compare.moving import check_moved

pytestmark = [pytest.mark.torch, pytest.mark.slow]

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(FOLDER.glob("*.sym"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_its_own_checkpoints_load(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(path.parent))
    old, new = (understand(read_spec(path), importer(path), {}, reader(path)) for _ in range(2))
    space: dict[str, Any] = {"__name__": "compared"}
    exec(compiled(path), space)
    for found in compare(old, new):
        assert (found.verdict, found.contained, found.notes) == ("loads", "same", ()), found.reason
        assert differences(found, space[found.model]().state_dict()) == ()


def test_a_potential_without_mirrors_keeps_energies_and_forces() -> None:
    old = (FOLDER / "atoms.sym").read_text(encoding="utf-8")
    new = re.sub(r"\b(\d)([eo])\b", r"\1", re.sub(r"(x\d)[eo]", r"\1", old))
    new = new.replace("E(3)", "SE(3)").replace("param width   = 16", "param width   = 20")
    torch.manual_seed(2)
    position = torch.randn(6, 3, dtype=torch.float64, requires_grad=True)
    bonds = torch.tensor([[i, j] for i in range(5) for j in range(5) if i != j]).T
    found = check_moved(old, new, [position, bonds], name="Potential")
    assert (found.verdict, found.contained) == ("migrates", "larger")
