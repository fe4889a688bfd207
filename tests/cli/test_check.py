"""`symc check` and `symc fmt`."""

from pathlib import Path

from tests.cli.runs import GRAPH, SMALL, data, run, spec

LOOSE = "size   n\ngroup Nodes=S( n )\nmodel M(x:[Nodes])->[]{ return mean(x over Nodes) }"


def test_check_names_the_models() -> None:
    result = run("check", GRAPH)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip().endswith("graph.sym: GraphNet")


def test_check_says_all_that_is_wrong(tmp_path: Path) -> None:
    wrong = spec(tmp_path, "wrong.sym", "size n\nsize n\ngroup G = Q(3)\n")
    result = run("check", wrong, GRAPH)
    assert result.exit_code == 1
    assert "SYM107" in result.stderr
    assert "SYM201" in result.stderr
    assert "graph.sym: GraphNet" in result.stdout


def test_check_reads_standard_input() -> None:
    assert "<stdin>: Small" in run("check", "-", stdin=SMALL).stdout
    assert "<stdin>:1:1" in run("check", "-", stdin="soup").stderr


def test_the_json_of_a_diagnostic_has_its_place(tmp_path: Path) -> None:
    path = spec(tmp_path, "wrong.sym", "size n\ngroup Nodes = S(m)\n")
    found = data("check", path)
    assert (found["schema"], found["exitCode"]) == ("symc.check/1", 1)
    assert found["files"] == [{"file": str(path), "ok": False, "models": []}]
    first = found["diagnostics"][0]
    assert {"code", "severity", "kind", "message", "labels", "notes", "help"} <= set(first)
    assert (first["file"], first["line"], first["column"]) == (str(path), 2, 17)
    assert first["end"] == {"line": 2, "column": 18}


def test_a_diagnostic_without_a_place_names_its_file(tmp_path: Path) -> None:
    path = spec(tmp_path)
    result = run("check", path, "--set", "height=3")
    assert (result.exit_code, f"compiling {path}" in result.stderr) == (1, True)
    found = data("check", path, "--set", "height=3")["diagnostics"]
    assert [each["file"] for each in found] == [str(path)]


def test_fmt_lays_out_in_place(tmp_path: Path) -> None:
    path = spec(tmp_path, text=LOOSE)
    assert run("fmt", path, "--check").exit_code == 1
    diff = run("fmt", path, "--diff")
    assert (diff.exit_code, "+size n\n" in diff.stdout) == (1, True)
    assert path.read_text() == LOOSE
    assert run("fmt", path).exit_code == 0
    assert "group Nodes = S(n)\n" in path.read_text()
    assert run("fmt", path, "--check").exit_code == 0
    assert run("fmt", path, "--diff").stdout == ""


def test_fmt_from_standard_input_to_standard_output() -> None:
    text = run("fmt", "-", stdin=LOOSE).stdout
    assert "group Nodes = S(n)\n" in text
    assert run("fmt", "-", stdin=text).stdout == text


def test_fmt_leaves_a_wrong_spec_alone(tmp_path: Path) -> None:
    path, other = spec(tmp_path, "a.sym", "group G ="), spec(tmp_path, "b.sym", LOOSE)
    assert run("fmt", path, other).exit_code == 1
    assert path.read_text() == "group G ="
