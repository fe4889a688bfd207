"""`[tool.symc]` in pyproject.toml, `symc watch` and the import hook."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import SMALL, process, run, spec

TABLE = """\
[tool.symc]
specs = ["models"]
output = "made"
set = { width = 7, unheard = 1 }
"""


def project(folder: Path, table: str = TABLE) -> Path:
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    spec(folder / "models")
    return folder


def test_commands_take_specs_folder_and_params_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path))
    done = run("compile")
    assert done.exit_code == 0, done.output
    assert "7 [Nodes]" in (tmp_path / "made" / "small.py").read_text(encoding="utf-8")
    assert "models/small.sym: Small" in run("check").stdout


def test_specs_may_be_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = TABLE.replace("models", "mod*/**/s*.sym")
    monkeypatch.chdir(project(tmp_path, table))
    spec(tmp_path / "models" / "below", "some.sym", SMALL)
    spec(tmp_path / "models", "other.sym", "nonsense")
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "models/small.sym: Small" in done.stdout and "below/some.sym: Small" in done.stdout
    (tmp_path / "pyproject.toml").write_text(table.replace("s*.sym", "z*.sym"))
    done = run("check")
    assert done.exit_code == 2 and "mod*/**/z*.sym" in done.stderr
    (tmp_path / "pyproject.toml").write_text(table.replace("mod*", "/*"))
    assert run("check").exit_code == 2


def test_the_project_is_found_from_folders_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = project(tmp_path) / "some" / "where"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("compile").exit_code == 0
    assert (tmp_path / "made" / "small.py").is_file()


def test_what_the_command_line_says_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    done = run("compile", "models/small.sym", "-o", "other", "--set", "width=5")
    assert done.exit_code == 0
    assert "5 [Nodes]" in (tmp_path / "other" / "small.py").read_text(encoding="utf-8")
    assert run("compile", "--stdout").exit_code == 0, "the folder of the project is a default only"


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("[tool.symc]\nspec = 1\n", "has a key `spec`"),
        ("[tool.symc]\nspecs = 'models'\n", "`specs` as a list"),
        ("[tool.symc]\noutput = 3\n", "`output` as a folder"),
        ("[tool.symc]\nset = { width = true }\n", "sets `width`"),
        ("[tool]\nsymc = 3\n", "is no table"),
    ],
)
def test_a_wrong_table_is_a_mistake_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, why: str
) -> None:
    monkeypatch.chdir(project(tmp_path, table))
    done = run("check", "models")
    assert done.exit_code == 2 and why in done.stderr


def test_without_specs_anywhere_the_command_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("check")
    assert done.exit_code == 2 and "Missing argument 'SPEC...'" in done.stderr


@pytest.mark.slow
def test_watch_compiles_again_what_has_changed(tmp_path: Path) -> None:
    path = spec(tmp_path)
    made = tmp_path / "out" / "small.py"
    words = [sys.executable, "-m", "symc", "watch", "small.sym", "-o", "out", "--interval", "0.05"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert "out/small.py: written" in watching.stdout.readline()
        path.write_text(SMALL.replace("width = 4", "width = 6"), encoding="utf-8")
        assert "out/small.py: written" in watching.stdout.readline()
        assert "6 [Nodes]" in made.read_text(encoding="utf-8")
        watching.terminate()


def test_watch_says_when_nothing_is_wrong_any_more(tmp_path: Path) -> None:
    path = spec(tmp_path)
    words = [sys.executable, "-m", "symc", "watch", "small.sym", "-o", "out", "--interval", "0.05"]
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None and watching.stderr is not None
        assert "out/small.py: written" in watching.stdout.readline()
        path.write_text(SMALL[:-3], encoding="utf-8")
        assert "error[SYM" in watching.stderr.readline()
        path.write_text(SMALL, encoding="utf-8")
        assert "nothing is wrong any more" in watching.stdout.readline()
        watching.terminate()


@pytest.mark.slow
def test_watch_says_what_is_wrong_and_leaves_what_is_there(tmp_path: Path) -> None:
    path = spec(tmp_path)
    assert (
        process("watch", "small.sym", "-o", "out", "--rounds", "1", folder=tmp_path).returncode == 0
    )
    before = (tmp_path / "out" / "small.py").read_bytes()
    path.write_text(SMALL[:-3], encoding="utf-8")
    done = process("watch", "small.sym", "-o", "out", "--rounds", "1", folder=tmp_path)
    assert b"error[SYM" in done.stderr and b"Traceback" not in done.stderr
    assert (tmp_path / "out" / "small.py").read_bytes() == before


def python(folder: Path, code: str) -> "subprocess.CompletedProcess[str]":
    root = str(Path(__file__).parent.parent.parent)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((root, str(folder)))}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.torch
def test_specs_are_imported_once_the_hook_is_in(tmp_path: Path) -> None:
    spec(tmp_path / "package", "small.sym")
    (tmp_path / "package" / "__init__.py").touch()
    code = "from package.small import Small; print(type(Small()).__module__)"
    assert "No module named" in python(tmp_path, code).stderr, "off by default"
    done = python(tmp_path, f"import symc.importer\n{code}")
    assert done.stdout == "package.small\n", done.stderr
    assert not list(tmp_path.rglob("*.pyc")) or not list(tmp_path.rglob("small*.pyc"))


@pytest.mark.slow
def test_a_spec_that_does_not_compile_is_an_import_error(tmp_path: Path) -> None:
    spec(tmp_path, "broken.sym", SMALL[:-3])
    done = python(tmp_path, "import symc.importer, broken")
    assert "ImportError" in done.stderr and "error[SYM" in done.stderr
    assert "KeyError" not in done.stderr and "CompileError" not in done.stderr


@pytest.mark.parametrize("interval", ["nan", "-1", "inf", "1e300"])
def test_watch_does_not_wait_for_times_that_are_none(tmp_path: Path, interval: str) -> None:
    words = ["watch", "small.sym", "-o", "out", "--rounds", "2", "--interval", interval]
    found = subprocess.run(
        [sys.executable, "-m", "symc", *words], cwd=tmp_path, capture_output=True, text=True
    )
    assert found.returncode == 2 and "--interval is between" in found.stderr
