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


HARDER = """\
size n; size m
group H = S(3); group D = S(2) within H; group K = S(4)
group T = S(2) wr S(3); group U = SU(2); group C = D(6); group P = O(2)
group One = S(1); group Same = SO(1)
group Atoms = S(n); group Space = SE(3); group R = SO(3); group A = stabilizer(R, [0, 0, 1])
graph Bonds on Atoms
model Fibres(q: [(H, D), 5], b: [H, D], c: 2 [K + H, (K, 3), m]) -> [(H, D)] + [K + H, 2] {
    return (linear(q, b, c -> [(H, D)]), linear(c, b -> [K + H, 2]))
}
model Small(a: [One], b: [Same]) -> [One] + [Same] {
    return (linear(a -> [One]), linear(b -> [Same]))
}
model Tree(x: 3 [T, T]) -> [T] { return relu(linear(x -> [T])) }
model Spins(x: 3 [U.1, U.2*]) -> [U.3] { return linear(x -> [U.3]) }
model Planes(x: 2 [C.1], y: [C.2], z: [P.3]) -> 2 [C.1] + 4 [P.3] {
    return (tensor_product(x, y -> 2 [C.1], mode = full), linear(z -> 4 [P.3]))
}
model Potential(x: [Atoms, Space], k: 2 [Atoms], b: Bonds) -> (e: [], f: [Atoms, Space.vector]) {
    v = gather(x at b.target) - gather(x at b.source)
    y = spherical_harmonics(v, 2)
    sent = gather(linear(k -> 3 [Atoms]) at b.source)
    message = tensor_product(sent, y -> [Bonds, Space(3x0 + 3x1 + 3x2)], mode = channelwise)
    h = gate(scatter(message to b.target))
    e = sum(linear(invariants(h -> 4 [Atoms]) -> [Atoms]) over Atoms)
    return (e, linear(h -> [Atoms, Space.vector]))
}
model Soft(x: 3 [R]) -> [R, R] {
    symmetry R: breaking learned <= 0.3
    h = gate(linear(x -> 4 [] + 4 [R]))
    return linear(h, bilinear(h, h -> [R, R]) -> [R, R])
}
model Varied(x: [C.2] + [C.1]) -> [C.1] + [C.2] {
    return linear(x -> [C.1] + [C.2], relaxed = 2)
}
model Lost(x: 3 [R], k: [K]) -> [R] {
    symmetry R: free
    return linear(x, k -> [R])
}
"""


@pytest.mark.slow
def test_fibres_irreps_graphs_and_levels_are_tested(tmp_path: Path) -> None:
    out, done = checked(tmp_path, HARDER)
    assert done.returncode == 0, done.stdout
    tests = (out / "test_m.py").read_text(encoding="utf-8")
    kept, snapped = tests.split("SNAPPED = [")[0], tests.split("SNAPPED = [")[1].split("]")[0]
    for moves in ("Fibres H", "Fibres D", "Fibres K", "Potential Atoms", "Potential Space"):
        assert '("{}", "{}")'.format(*moves.split()) in kept
    assert '("Varied", "C")' in snapped
    assert '("Soft", "R")' in snapped and '"Lost", "R"' not in tests
    assert "Lost may break R" in tests
    module = out / "m.py"
    source = module.read_text(encoding="utf-8")
    for old, new in (("_gather(x, b_source)", "_gather(x, b_target) + x[:1]"),):
        assert old in source
        module.write_text(source.replace(old, new))
        broken = pytest_in(out)
        assert broken.returncode == 1 and "Potential" in broken.stdout


@pytest.mark.slow
def test_models_that_are_left_out_are_named(tmp_path: Path) -> None:
    text = 'extern Net = "torch.nn:Identity"\ngroup A = S(2)\n'
    text += "model M(x: [A]) -> [A] {\n    symmetry A: free\n    return Net(x -> [A])\n}"
    out, done = checked(tmp_path, text)
    assert "M, for its extern module" in (out / "test_m.py").read_text()
    assert done.returncode in (0, 5), done.stdout
