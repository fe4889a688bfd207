"""The tests beside a generated file: they pass, they can fail, and they need torch alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import run, spec

pytestmark = pytest.mark.torch

MODELS = """\
size n
group P = S(n); group R = O(3); group L = O(1, 3); group T = C(4); group U = SU(2)
model Points(x: 2 [P, R], s: sym^2 [R], d: [R.det]) -> (v: [P, R], t: [] + [R.det]) {
    h = gate(linear(x, s -> 2 [P] + 2 [P, R]))
    return (linear(h -> [P, R]), (linear(max(h.0 over P) -> []), linear(d -> [R.det])))
}
model Boosts(p: 3 [L], q: [T.regular, T]) -> [L] + [T] {
    return (linear(p, bilinear(p, linear(q -> 2 []) -> 2 [L]) -> [L]), tanh(linear(q -> [T])))
}
model Spins(a: [U, U*]) -> [U, U*] { return linear(a, bilinear(a, a -> [U, U*]) -> [U, U*]) }
"""


def checked(folder: Path, text: str) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """The folder of a module with its tests, and what pytest says there."""
    path = spec(folder, "m.sym", text)
    done = run("compile", path, "--with-tests", "-o", folder / "out")
    assert done.exit_code == 0, done.output
    return folder / "out", pytest_in(folder / "out")


def pytest_in(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_m.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_they_pass_and_notice_what_is_broken(tmp_path: Path) -> None:
    out, done = checked(tmp_path, MODELS)
    assert done.returncode == 0, done.stdout
    tests = (out / "test_m.py").read_text(encoding="utf-8")
    assert "import symc" not in tests and "from symc" not in tests
    for moves in ('("Points", "P")', '("Points", "R")', '("Boosts", "L")', '("Spins", "U")'):
        assert moves in tests
    module = out / "m.py"
    source = module.read_text(encoding="utf-8")
    assert "torch.tanh(" in source
    module.write_text(source.replace("torch.tanh(", "torch.cumsum(dim=-1, input="))
    broken = pytest_in(out)
    assert broken.returncode == 1 and "moving_the_arguments" in broken.stdout


@pytest.mark.slow
def test_they_are_tidy(tmp_path: Path) -> None:
    out, _ = checked(tmp_path, "group R = O(3)\nmodel M(x: [R]) -> [R] { return linear(x -> [R]) }")
    for words in (["format", "--check"], ["check"]):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", str(out / "test_m.py")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert not done.returncode, done.stdout


def test_models_that_are_left_out_are_named(tmp_path: Path) -> None:
    text = "group A = S(2); group B = S(3) within A\n"
    text += "model M(x: [(A, B)]) -> [] { return linear(x -> []) }"
    out, done = checked(tmp_path, text)
    assert "M, for its groups within one another" in (out / "test_m.py").read_text()
    assert done.returncode == 0, done.stdout
