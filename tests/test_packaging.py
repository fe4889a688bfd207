"""What is shipped works where the checkout is not."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.returncode, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def elsewhere(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment that holds the wheel; what symc needs is borrowed."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False, symlinks=True)
    (wheel,) = shipped.glob("*.whl")
    (packages,) = home.glob("lib/python*/site-packages")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install"]
    options = ["--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([*pip, *options], check=True, capture_output=True)
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def run(command: list[object], folder: Path) -> str:
    """What a command prints in a folder, without the checkout in sight."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=environment)
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_code_grammar_and_templates(shipped: Path) -> None:
    (wheel,) = shipped.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for source in (ROOT / "symc").rglob("*.py"):
        assert source.relative_to(ROOT).as_posix() in names
    for folder in ("grammar", "templates"):
        for path in (path for path in (ROOT / folder).rglob("*") if path.is_file()):
            assert f"symc/_data/{path.relative_to(ROOT).as_posix()}" in names
    assert "symc/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"symc"}


def test_the_source_distribution_holds_all_that_is_needed(shipped: Path) -> None:
    (archive,) = shipped.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        names = {name.partition("/")[2] for name in held.getnames()}
    wanted = ["README.md", "LICENSE", "Makefile", "constraints.txt", "pyproject.toml"]
    wanted += ["grammar/sym.lark", "templates/torch/module.py.jinja", "symc/compiler.py"]
    wanted += ["examples/inertia.sym", "examples/inertia.py", "tests/test_packaging.py"]
    assert not set(wanted) - names
    assert not [name for name in names if name.startswith((".venv", "generated"))]


@pytest.mark.torch
def test_the_wheel_compiles_an_example_elsewhere(elsewhere: Path, tmp_path: Path) -> None:
    spec = ROOT / "examples" / "sets.sym"
    (tmp_path / "sets.sym").write_bytes(spec.read_bytes())
    place = run([elsewhere / "python", "-c", "import symc; print(symc.__file__)"], tmp_path)
    assert Path(place.strip()).is_relative_to(elsewhere.parent)
    run([elsewhere / "symc", "compile", "sets.sym", "-o", "generated"], tmp_path)
    script = (
        "import sys, torch\n"
        "from generated.sets import Spread\n"
        "print(*Spread()(torch.randn(7, 5, 1)).shape, 'symc' in sys.modules)\n"
    )
    assert run([elsewhere / "python", "-c", script], tmp_path).split() == ["7", "2", "False"]


def test_the_wheel_explains_its_mistakes_elsewhere(elsewhere: Path, tmp_path: Path) -> None:
    assert "SYM302" in run([elsewhere / "symc", "explain", "SYM302"], tmp_path)
