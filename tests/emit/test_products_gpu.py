"""The benchmark of products on a GPU, as far as it can be tried without one."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.problems import PROBLEMS
from benchmarks.roofline import Device, bounds, works
from symc.algebra import wigner_3j
from symc.schedule.forms import Route, form_of

pytestmark = pytest.mark.torch
ROOT = Path(__file__).parent.parent.parent
H200 = Device("H200", 4.3e12, 67e12)

COUNTED = {
    "mace-medium": (60, 110, 16, 43),
    "mace-large": (132, 237, 55, 150),
    "128x l=3": (181, 324, 86, 240),
    "128x l=3, all": (267, 477, 147, 410),
    "nequip-lips": (56, 103, 18, 49),
    "nequip-toluene": (112, 205, 36, 98),
    "nequip-benzene": (267, 477, 147, 410),
    "sevennet-l3i5": (107, 192, 49, 135),
}
"""Microseconds counted elsewhere by hand: forward and backward, and those of the arithmetic."""


@pytest.mark.parametrize("name", COUNTED)
def test_bounds_are_those_counted_by_hand(name: str) -> None:
    """Two digits of the arithmetic: the factor of backward was rounded there."""
    forms = PROBLEMS[name].forms
    slow = replace(H200, bandwidth=float("inf"))
    forward, backward, _ = bounds(forms, 50_000, 3125, replace(H200, flops=float("inf")))
    multiplied, back, _ = bounds(forms, 50_000, 3125, slow)
    told = COUNTED[name]
    assert (forward, backward) == pytest.approx(told[:2], rel=0.01)
    assert multiplied == pytest.approx(told[2], rel=0.04)
    assert back == pytest.approx(told[3], rel=0.12)


def test_what_a_small_product_moves() -> None:
    """Vectors by vectors to numbers: 3, 3 and 1 components, 2 channels, 1 path of 3 numbers."""
    form = form_of(((3,), (3,), (1,)), (Route(0, 0, 0, wigner_3j(1, 1, 0)),), 2, "entry")
    forward, backward, double = works((form,), 10, 4)
    assert forward.bytes == 4 * (4 * (6 + 2) + 10 * (3 + 2))
    assert backward.bytes == 4 * (4 * (6 + 2 + 6) + 10 * 2 * (3 + 2))
    assert double.bytes == 4 * (4 * (3 * 6 + 2 * 2) + 10 * 3 * (3 + 2))
    assert forward.flops == 2 * 10 * 2 * (3 + 1)
    assert (backward.flops, double.flops) == (3 * forward.flops, 9 * forward.flops)
    device = Device("", 1e6, 1e12)
    assert forward.microseconds(device) == pytest.approx(forward.bytes)
    assert forward.microseconds(Device("", 1e12, 1e6)) == pytest.approx(forward.flops)


def test_what_is_not_here_or_late_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.peers import Peer, symc
    from benchmarks.products_gpu import Run

    some = (PROBLEMS["mace-medium"],)
    run = Run(H200, "cpu", 64, 1, some)
    run.measure((Peer("nothing", symc, "no.such.module"),))
    run.started -= 350
    run.measure((Peer("slow", symc, "symc", slow=True),))
    run.started -= 100
    run.measure((Peer("symc", symc, "symc"),))
    assert not run.times and len(run.notes) == 3
    table = run.table()
    assert "nothing: not here (ModuleNotFoundError: No module named 'no')" in table
    assert "slow, mace-medium: left out, as 350 s are over" in table
    assert "symc, mace-medium: left out, as 450 s are over" in table
    assert table.count("(1.00x)") == 3
    assert capsys.readouterr().err.count("\n") == 3


@pytest.mark.slow
def test_it_refuses_without_a_gpu() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    command = [sys.executable, "-m", "benchmarks.products_gpu"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2 and "no CUDA device" in done.stderr and not done.stdout


@pytest.mark.slow
def test_a_try_prints_the_table_and_keeps_no_results() -> None:
    before = sorted((ROOT / "benchmarks").glob("results/*"))
    command = [sys.executable, "-m", "benchmarks.products_gpu", "--try"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("bound ") == 2
    for line in done.stdout.splitlines():
        if line[16:].startswith("symc "):
            assert line.count("x)") == 3
    assert sorted((ROOT / "benchmarks").glob("results/*")) == before


@pytest.mark.slow
def test_ways_are_the_same_product() -> None:
    """Ours and e3nn's, in the layout of each."""
    pytest.importorskip("e3nn")
    import torch

    from benchmarks.peers import Edges, e3nn, symc

    problem = PROBLEMS["nequip-lips"]
    source, target = torch.tensor([[0, 1, 2, 2, 1], [0, 0, 1, 2, 2]])
    edges = Edges(source, target, 3)
    ((ours, (x, y, w)),) = symc(problem, edges).parts
    ((theirs, _),) = e3nn(problem, edges).parts
    blocks = torch.split(x, [2 * degree + 1 for _, degree, _ in problem.x], 1)
    flat = torch.cat([block.mT.flatten(1) for block in blocks], 1)
    expected = theirs(flat, y, w.flatten(1))
    made = torch.split(ours(x, y, w), [2 * l3 + 1 for _, _, l3, _ in problem.paths], 1)
    together = torch.cat([block.mT.flatten(1) for block in made], 1)
    assert torch.allclose(together, expected, atol=1e-4)
