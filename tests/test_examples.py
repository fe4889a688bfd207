"""Every example compiles, its script runs, and what it says is measured, not written down."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symc

ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "examples").glob("*.sym"))
SCRIPTS = [path.with_suffix(".py") for path in SPECS if path.stem != "from_e3nn"]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_module_of_an_example_is_tidy(path: Path, tmp_path: Path) -> None:
    made = tmp_path / f"{path.stem}.py"
    made.write_text(symc.compile(path), encoding="utf-8")
    for words in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", str(made)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert not done.returncode, done.stdout


@pytest.mark.torch
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_the_script_of_an_example_runs(path: Path, tmp_path: Path) -> None:
    plot = tmp_path / "plot.png"
    command = [sys.executable, str(path), "--quick", "--plot", str(plot)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert not done.returncode, done.stderr
    assert "steps/s" in done.stdout
    assert re.search(r"\d%|\de-\d", done.stdout), "an error is printed"
    assert plot.read_bytes().startswith(b"\x89PNG")


@pytest.mark.torch
def test_weights_of_e3nn_are_loaded() -> None:
    command = [sys.executable, str(ROOT / "examples" / "from_e3nn.py"), "--quick"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert not done.returncode, done.stderr
    assert len(re.findall(r"differ by at most \de-1[2-6]", done.stdout)) == 2
