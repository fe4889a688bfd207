"""Whole processes: what they import, what they write, and how they end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.runs import GRAPH, SMALL, process, spec

HEAVY = ("torch", "sympy", "numpy")
RUN = """
import sys
from symc.cli import main
try:
    main(sys.argv[2:])
finally:
    print(sorted(set(sys.argv[1].split()) & set(sys.modules)), file=sys.stderr)
"""


def imported(unwanted: tuple[str, ...], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, " ".join(unwanted), *words], capture_output=True, check=True
    )
    return done.stderr.decode().strip().splitlines()[-1]


@pytest.mark.parametrize("words", [("compile", "--stdout"), ("explain",)])
def test_commands_import_nothing_heavy(words: tuple[str, ...]) -> None:
    assert imported(HEAVY, words[0], str(GRAPH), *words[1:]) == "[]"


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("words", [("check",), ("fmt", "--check")])
def test_reading_imports_neither_networkx_nor_rich(words: tuple[str, ...]) -> None:
    unwanted = (*HEAVY, "networkx", "rich", "jinja2")
    assert imported(unwanted, words[0], str(GRAPH), *words[1:]) == "[]"


def test_help_and_the_package_import_no_compiler() -> None:
    unwanted = (*HEAVY, "networkx", "rich", "lark", "symc.ir", "symc.report", "symc.check")
    assert imported(unwanted, "--help") == "[]"


@pytest.mark.slow
def test_the_same_bytes_from_any_folder_under_any_seed(tmp_path: Path) -> None:
    spec(tmp_path, "a.sym")
    one = process("compile", "a.sym", "--stdout", folder=tmp_path, PYTHONHASHSEED="1")
    two = process("compile", tmp_path / "a.sym", "--stdout", PYTHONHASHSEED="2", LC_ALL="C")
    assert one.stdout == two.stdout != b""


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_failure() -> None:
    command = f"{sys.executable} -m symc explain {GRAPH} | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_matter_of_files() -> None:
    command = f"{sys.executable} -m symc compile {GRAPH} --stdout > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert done.returncode == 4
    assert b"SYM606" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_an_interrupt_ends_with_130() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "symc", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(1.0)
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in said


@pytest.mark.slow
def test_a_limited_terminal_gets_an_explanation_too() -> None:
    done = process("explain", GRAPH, PYTHONIOENCODING="ascii", NO_COLOR="1", TERM="dumb")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


@pytest.mark.slow
def test_a_pipe_is_a_spec(tmp_path: Path) -> None:
    spec(tmp_path, "a.sym", SMALL)
    command = f"{sys.executable} -m symc compile <(cat {tmp_path}/a.sym) --stdout"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert (done.returncode, b"class Small" in done.stdout) == (0, True)
