"""Where files are not put: in the place of devices, pipes and folders, or nowhere at all."""

import os
import stat
from pathlib import Path

import pytest

from symc.cli.outputs import WRITTEN, Output, write_all
from symc.files import check_target
from symc.report import CompileError
from tests.cli.runs import SMALL, run, spec

WRITERS: tuple[tuple[str, ...], ...] = (
    ("report", "--quick", "-o"),
    ("draw", "-o"),
    ("bench", "--sizes", "2", "--batch", "1", "--seconds", "0.001", "--plot"),
)


@pytest.mark.torch
@pytest.mark.parametrize("words", WRITERS, ids=["report", "draw", "bench"])
@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_stays_a_pipe(tmp_path: Path, words: tuple[str, ...], force: bool) -> None:
    """A file renamed over a device would take its place, for whoever may do so."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = spec(tmp_path, text=SMALL)
    done = run(words[0], path, *words[1:], pipe, *(["--force"] if force else []))
    assert done.exit_code == 4 and "SYM606" in done.stderr and "no regular file" in done.stderr
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert {each.name for each in tmp_path.iterdir()} == {"pipe", "small.sym"}


@pytest.mark.torch
@pytest.mark.parametrize("target", ["", "a\0b", "x" * 300, "."])
@pytest.mark.parametrize("words", WRITERS, ids=["report", "draw", "bench"])
def test_names_that_no_file_has_are_refused(
    tmp_path: Path, words: tuple[str, ...], target: str
) -> None:
    path = spec(tmp_path, text=SMALL)
    done = run(words[0], path, *words[1:], target)
    assert done.exit_code == 4 and "SYM606" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["small.sym"]


def test_one_target_that_cannot_be_written_leaves_all_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    outputs = [Output(tmp_path / name, "text", WRITTEN) for name in ("a.py", "pipe")]
    with pytest.raises(CompileError, match="SYM606"):
        write_all(outputs)
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_files_and_what_is_not_there_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for name in ("file", "link", "new", "folder/new", "file/new"):
        check_target(tmp_path / name)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to_pipe").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "to_pipe", ""):
        with pytest.raises(CompileError, match="SYM606"):
            check_target(tmp_path / name)


@pytest.mark.torch
def test_no_number_of_seconds(tmp_path: Path) -> None:
    assert run("bench", spec(tmp_path), "--seconds", "nan").exit_code == 2
