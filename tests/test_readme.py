"""What the README shows is what there is: its specs compile, its code runs, its error is real."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symc
from symc.report import draw_all

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


DIPOLE, ENERGY = blocks("sym")
EXCERPT, *TOUR = blocks("python")
(ERROR,) = blocks("text")


def test_the_excerpt_is_in_the_generated_file(tmp_path: Path) -> None:
    spec = tmp_path / "dipole.sym"
    spec.write_text(DIPOLE, encoding="utf-8")
    made = symc.compile(spec).splitlines()
    places = [made.index(line) for line in EXCERPT.splitlines()[1:] if line.strip(" .")]
    assert places == sorted(places)


def test_the_error_is_the_one_shown(tmp_path: Path) -> None:
    spec = tmp_path / "energy.sym"
    spec.write_text(ENERGY, encoding="utf-8")
    shown = draw_all(symc.diagnose(spec))
    assert shown.replace(str(spec), "energy.sym").strip() == ERROR.strip()


@pytest.mark.slow
@pytest.mark.torch
def test_the_tour_runs(tmp_path: Path) -> None:
    (tmp_path / "dipole.sym").write_text(DIPOLE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    compiled = [sys.executable, "-m", "symc", "compile", "dipole.sym", "-o", "generated"]
    for command in (compiled, [sys.executable, "-c", "\n".join(TOUR)]):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert not done.returncode, done.stderr


def test_what_the_readme_names_is_there() -> None:
    for path in re.findall(r"\]\((docs/[^)]+)\)|`((?:symc|grammar|tests|examples)/[\w./]+)`", TEXT):
        assert (ROOT / (path[0] or path[1])).exists(), path
    assert "<!-- benchmarks -->" in TEXT
