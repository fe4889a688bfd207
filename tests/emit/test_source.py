"""Generated files: the same bytes everywhere, formatted, and clean."""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from symc.emit.render import is_sealed
from tests.emit.zoo import HEAD, NAMES, text
from tests.oracle.modules import generate, spec

ROOT = Path(__file__).parent.parent.parent
IN_PLACE = {
    ("adjoint_twisted.py", "adjoint.py"),
    ("aligned.py", "aligned_in_order.py"),
    ("couple.py", "couple_in_order.py"),
}
LONG = "a_rather_long_name"


def long_names() -> str:
    words = f"{LONG}_first: 3 [{LONG}_group, 2], {LONG}_second: [{LONG}_group]"
    return (
        f"size {LONG}_size\ngroup {LONG}_group = S({LONG}_size)\n"
        f"model {LONG.title()}({words}) -> (result_{LONG}: 2 [{LONG}_group, {LONG}_group], "
        f"other_{LONG}: []) {{\n"
        f"    {LONG}_h = linear({LONG}_first, {LONG}_second -> 4 [{LONG}_group, {LONG}_group])\n"
        f"    {LONG}_h = {LONG}_h + bilinear({LONG}_h, {LONG}_first -> same)\n"
        f"    {LONG}_h = {LONG}_h - 0.5 * tanh({LONG}_h) + 3 * {LONG}_h\n"
        f"    {LONG}_k = attention(({LONG}_first, {LONG}_second, {LONG}_first, {LONG}_second) "
        f"over {LONG}_group)\n"
        f"    return (linear({LONG}_first -> 2 [{LONG}_group, {LONG}_group]), "
        f"linear({LONG}_h, {LONG}_k -> []))\n}}"
    )


def many_fields() -> str:
    fields = ", ".join(f"layers.{i}.weight: [H{i % 4}, {i % 3 + 1}]" for i in range(30))
    groups = "\n".join(f"group H{i} = S({i + 2})" for i in range(4))
    return (
        f"{groups}\ntype Net = {{ {fields} }}\n"
        "model M(net: Net) -> Net { return net + tanh(linear(net -> same)) }"
    )


def four_groups() -> str:
    return HEAD + (
        "model M(x: 2 [P, Q, R3, O2], y: [O2, P, R2, Q]) -> [Q, P] + 3 [R3, P, R3, R2, R2] {\n"
        "    h = linear(x, y -> 3 [P, Q] + 2 [P, Q, R3, O2] + 2 [O2, R2])\n"
        "    h = gate(h + bilinear(h, h -> same))\n"
        "    return linear(h, bilinear(h, h -> [Q, P] + 3 [R3, P, R3, R2, R2]) "
        "-> [Q, P] + 3 [R3, P, R3, R2, R2])\n}"
    )


def several() -> str:
    return HEAD + (
        "model First(x: [P]) -> [P] { return relu(linear(x -> [P])) }\n"
        "model Second(x: []) -> [] { return x }\n"
        "model Third(x: [R3]) -> [R3, R3] { return linear(First2(x) -> [R3, R3]) }\n"
        "layer First2(x: [R3]) -> [R3] { return linear(x -> [R3]) }\n"
        'model Quotes(x: []) -> [] { return tanh(x) } # "quotes" \'and\' """ \\ backslashes \\n\n'
    )


SPECS = {name: text(name) for name in NAMES} | {
    "four groups": four_groups(),
    "long names": long_names(),
    "many fields": many_fields(),
    "several": several(),
}
SHARED = ("deepsets", "graph", "inertia", "cloud", "weights")
SPECS |= {name if name not in SPECS else f"{name} shared": spec(name) for name in SHARED}
SCRIPT = """
import hashlib, sys
from tests.emit.test_source import SPECS
from tests.oracle.modules import generate
for name, text in SPECS.items():
    print(name, hashlib.sha256(generate(text).encode()).hexdigest(), sep=":")
"""


@pytest.mark.slow
def test_the_same_bytes_twice_and_under_another_hash_seed() -> None:
    hashes = {
        name: hashlib.sha256(generate(text).encode()).hexdigest() for name, text in SPECS.items()
    }
    for seed in ("4242",):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert dict(line.split(":") for line in run.stdout.split("\n") if line) == hashes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All generated files."""
    path = tmp_path_factory.mktemp("generated")
    for name, source in SPECS.items():
        (path / f"{slug(name)}.py").write_text(generate(source, slug(name)), encoding="utf-8")
    return path


def slug(name: str) -> str:
    return name.replace(" ", "_")


def ruff(*arguments: str) -> str:
    """What ruff has to say, or nothing."""
    command = [sys.executable, "-m", "ruff", *arguments]
    run = subprocess.run(command, capture_output=True, text=True)
    return "\n".join((run.stdout + run.stderr).splitlines()[:60]) if run.returncode else ""


@pytest.mark.parametrize("name", SPECS)
def test_generated_files_are_formatted(folder: Path, name: str) -> None:
    assert not ruff("format", "--diff", "--isolated", str(folder / f"{slug(name)}.py"))


def test_generated_files_are_clean(folder: Path) -> None:
    assert not ruff("check", "--isolated", str(folder))


@pytest.mark.parametrize("name", SPECS)
def test_generated_files_are_plain_python_with_a_seal(name: str) -> None:
    source = generate(SPECS[name])
    assert source.isascii() and source.endswith("\n") and "\r" not in source
    assert is_sealed(source) and not is_sealed(source.replace("self", "itself", 1))
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            assert ast.get_docstring(node)
    assert all(line == line.rstrip() for line in source.split("\n"))


def test_a_renamed_value_changes_names_alone() -> None:
    first = generate(spec("graph"))
    second = generate(spec("graph").replace("adjacency", "edges"))
    assert len(first.splitlines()) > 100 and first != second
    third = spec("graph").replace("Nodes", "Verts")
    renamed = generate(third).replace("Verts", "Nodes").replace("verts", "nodes")
    assert renamed.split("\n# symc:")[0] == first.split("\n# symc:")[0]


def test_no_two_snippets_define_one_name() -> None:
    """A file may hold any of them together: the later one would take the place of the other.

    One is there in place of another one, and never beside it.
    """
    found = {"_adjoint": "adjoint_twisted.py"}
    for path in sorted((ROOT / "templates/torch/support").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names: list[str] = []
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names = [node.name]
            elif isinstance(node, ast.Assign):
                names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            for name in names:
                beside = found.setdefault(name, path.name)
                assert beside == path.name or (beside, path.name) in IN_PLACE
