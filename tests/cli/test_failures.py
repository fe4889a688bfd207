"""Exit codes, and failures that are not the spec's."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import symc
from tests.cli.runs import GRAPH, SPECS, data, run, spec

BIG = """\
group Nodes = S(9)
model Big(x: [Nodes, Nodes, Nodes, Nodes]) -> [Nodes, Nodes, Nodes, Nodes] {
    return linear(x -> [Nodes]^9)
}
"""
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("compile", "--stdout"),
    ("explain",),
    ("draw", "-o", "-"),
)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_missing_file_is_a_matter_of_files(words: tuple[str, ...]) -> None:
    result = run(words[0], "nowhere/none.sym", *words[1:])
    assert (result.exit_code, "SYM601" in result.stderr) == (4, True)


@pytest.mark.parametrize("words", COMMANDS)
def test_a_limit_has_a_code_of_its_own(words: tuple[str, ...], tmp_path: Path) -> None:
    path = spec(tmp_path, text=BIG.replace(") -> [Nodes, Nodes, Nodes, Nodes]", ") -> [Nodes]^9"))
    result = run(words[0], path, *words[1:])
    assert result.exit_code == 3, result.output


def test_a_file_that_is_no_text_is_a_matter_of_files(tmp_path: Path) -> None:
    path = tmp_path / "bytes.sym"
    path.write_bytes(b"size n\xff")
    assert run("check", path).exit_code == 4
    path.write_bytes(b"\xc3\xa9" * (2 << 20))
    assert run("check", path).exit_code == 3


def test_a_folder_without_specs_is_a_matter_of_files(tmp_path: Path) -> None:
    assert run("check", tmp_path).exit_code == 4
    (tmp_path / "a.sym").mkdir()
    assert "SYM60" in run("check", tmp_path / "a.sym").stderr
    assert run("check", "").exit_code == 4


def failing(problem: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise problem

    return fail


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (RecursionError(), 3, "SYM608"),
        (MemoryError(), 3, "SYM609"),
        (AssertionError("oops"), 70, "SYM901"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (BrokenPipeError(), 0, ""),
    ],
)
@pytest.mark.parametrize("words", COMMANDS)
def test_failures_of_the_compiler_become_diagnostics(
    words: tuple[str, ...],
    problem: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.dup2", lambda *_: None)
    monkeypatch.setattr("symc.cli.inputs.parse", failing(problem))
    result = run(words[0], GRAPH, *words[1:])
    assert (result.exit_code, said in result.stderr) == (code, True)
    assert "Traceback" not in result.output


def test_an_internal_failure_says_where_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys.modules["symc.solve.solve"], "_basis", failing(AssertionError()))
    result = run("compile", GRAPH, "-o", tmp_path)
    assert result.exit_code == 70
    assert "failed in `solve`" in result.stderr
    assert "AssertionError" in result.stderr
    assert "please report" in result.stderr
    assert "Traceback" in run("compile", GRAPH, "-o", tmp_path, SYMC_DEBUG="1").stderr
    found = data("compile", GRAPH, "-o", tmp_path)
    assert (found["exitCode"], found["diagnostics"][0]["code"]) == (70, "SYM901")


def test_a_wrong_command_is_told_what_is_right() -> None:
    for words in (("compyle",), ("check",), ("check", "--soup", GRAPH)):
        assert run(*words).exit_code == 2
    assert run("--help").exit_code == 0
    assert run("--version").stdout == f"symc {symc.__version__}\n"


@pytest.mark.parametrize("name", ["graph", "inertia", "weights", "atoms", "finite", "levels"])
def test_truncated_specs_fail_in_order(name: str) -> None:
    text = (SPECS / f"{name}.sym").read_text()
    step = max(1, len(text) // 25)
    for end in range(0, len(text), step):
        result = run("compile", "-", "--stdout", stdin=text[:end])
        assert result.exit_code in (0, 1, 3), (text[:end], result.output)
        assert "Traceback" not in result.output


def test_python_programs_get_the_same() -> None:
    assert symc.diagnose(GRAPH) == ()
    assert [problem.code for problem in symc.diagnose("group G = Q(3)")] == ["SYM201"]
    with pytest.raises(symc.CompileError, match="SYM601"):
        symc.compile(Path("none.sym"))
    with pytest.raises(AttributeError):
        _ = symc.soup
