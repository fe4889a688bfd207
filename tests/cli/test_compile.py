"""`symc compile`: what it writes, and what it leaves alone."""

from pathlib import Path

import pytest

import symc
from symc.cli import outputs
from tests.cli.runs import GRAPH, SMALL, data, run, spec


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_spec_becomes_a_file_of_the_same_name(tmp_path: Path) -> None:
    result = run("compile", GRAPH, "-o", tmp_path / "made" / "here")
    assert result.exit_code == 0
    assert "GraphNet, 5,065 weights" in result.stdout
    text = (tmp_path / "made/here/graph.py").read_text()
    assert "class GraphNet" in text
    assert text == run("compile", GRAPH, "--stdout").stdout == symc.compile(GRAPH)


def test_a_folder_is_all_specs_in_it(tmp_path: Path) -> None:
    for name in ("b.sym", "a.sym", "deeper/c.sym", "notes.txt"):
        spec(tmp_path, name)
    result = run("compile", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert names(tmp_path / "out") == ["a.py", "b.py"]
    assert result.stdout.index("a.py") < result.stdout.index("b.py")


def test_standard_input_is_compiled_under_the_name_spec(tmp_path: Path) -> None:
    result = run("compile", "-", "--stdout", stdin=SMALL)
    assert result.exit_code == 0
    assert result.stdout == symc.compile(SMALL)
    assert run("compile", "-", "-o", tmp_path, stdin=SMALL).exit_code == 0
    assert (tmp_path / "spec.py").read_text() == result.stdout


def test_params_are_set(tmp_path: Path) -> None:
    path = spec(tmp_path)
    text = run("compile", path, "--stdout", "--set", "width=8").stdout
    assert text == symc.compile(path, settings={"width": 8})
    assert text != symc.compile(path)
    wrong = run("compile", path, "--stdout", "--set", "widht=8")
    assert (wrong.exit_code, "did you mean `width`?" in wrong.stderr) == (1, True)
    assert run("compile", path, "--stdout", "--set", "width=0").exit_code == 1


@pytest.mark.parametrize("setting", ["width", "=3", "width=", "width=big", "2x=3", "a=1/2"])
def test_a_malformed_setting_is_a_wrong_command(setting: str) -> None:
    assert run("compile", GRAPH, "--stdout", "--set", setting).exit_code == 2


def test_nothing_is_written_if_one_spec_is_wrong(tmp_path: Path) -> None:
    spec(tmp_path, "a.sym")
    spec(tmp_path, "b.sym", "group G = Q(3)")
    assert run("compile", tmp_path, "-o", tmp_path / "out").exit_code == 1
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_up_to_date_is_not_touched(tmp_path: Path) -> None:
    path = spec(tmp_path)
    run("compile", path, "-o", tmp_path)
    before = (tmp_path / "small.py").stat()
    assert "unchanged" in run("compile", path, "-o", tmp_path).stdout
    after = (tmp_path / "small.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_check_fails_where_an_output_would_change(tmp_path: Path) -> None:
    path = spec(tmp_path)
    assert run("compile", path, "-o", tmp_path, "--check").exit_code == 1
    assert names(tmp_path) == ["small.sym"]
    run("compile", path, "-o", tmp_path)
    assert run("compile", path, "-o", tmp_path, "--check").exit_code == 0
    assert run("compile", path, "-o", tmp_path, "--check", "--set", "width=5").exit_code == 1


def test_work_of_others_is_not_overwritten(tmp_path: Path) -> None:
    path, out = spec(tmp_path), tmp_path / "small.py"
    out.write_text("print('mine')\n")
    refused = run("compile", path, "-o", tmp_path)
    assert (refused.exit_code, "SYM605" in refused.stderr) == (4, True)
    assert out.read_text() == "print('mine')\n"
    assert run("compile", path, "-o", tmp_path, "--force").exit_code == 0
    written = out.read_text()
    out.write_text(written.replace("weights", "numbers"))
    edited = run("compile", path, "-o", tmp_path)
    assert (edited.exit_code, "was edited" in edited.stderr) == (4, True)
    out.write_bytes(written.replace("\n", "\r\n").encode())
    assert run("compile", path, "-o", tmp_path, "--set", "width=5").exit_code == 0


def test_a_failure_half_way_leaves_no_half_written_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.sym", "b.sym", "c.sym"):
        spec(tmp_path / "in", name)
    replace = outputs._replace
    done: list[Path] = []

    def failing(temporary: Path, path: Path) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        replace(temporary, path)

    monkeypatch.setattr(outputs, "_replace", failing)
    assert run("compile", tmp_path / "in", "-o", tmp_path / "out").exit_code == 130
    assert names(tmp_path / "out") == ["a.py"]


def test_a_failure_before_the_first_replacement_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec(tmp_path / "in", "a.sym")
    spec(tmp_path / "in", "b.sym")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run("compile", tmp_path / "in", "-o", tmp_path / "out")
    assert (result.exit_code, "no space left" in result.stderr) == (4, True)
    assert names(tmp_path / "out") == []


def test_a_folder_that_cannot_be_made_is_a_matter_of_files(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = run("compile", GRAPH, "-o", tmp_path / "out")
    assert (result.exit_code, "SYM606" in result.stderr) == (4, True)


@pytest.mark.parametrize("name", ["my-model.sym", "2d.sym", "class.sym", "été.sym"])
def test_an_output_must_have_the_name_of_a_module(tmp_path: Path, name: str) -> None:
    result = run("compile", spec(tmp_path, name), "-o", tmp_path)
    assert (result.exit_code, "SYM604" in result.stderr) == (4, True)
    assert run("compile", tmp_path / name, "--stdout").exit_code == 0


def test_two_outputs_of_one_name_are_a_wrong_command(tmp_path: Path) -> None:
    one, two = spec(tmp_path, "a/x.sym"), spec(tmp_path, "b/x.sym")
    assert run("compile", one, two, "-o", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()
    assert run("compile", one, one, "-o", tmp_path / "out").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        (GRAPH,),
        (GRAPH, "--stdout", "-o", "x"),
        (GRAPH, "--stdout", "--check"),
        (GRAPH, GRAPH.with_name("cloud.sym"), "--stdout"),
        (GRAPH, "--dump", "plan", "-o", "x"),
        (GRAPH, "--dump", "soup"),
    ],
)
def test_a_command_that_does_not_say_what_to_do_is_wrong(words: tuple[Path | str, ...]) -> None:
    assert run("compile", *words).exit_code == 2


def test_every_stage_can_be_seen() -> None:
    for stage, shown in {
        "spec": "group Nodes = S(n)",
        "model": "h: 16 [Nodes, Nodes] = pointwise(h_linear, function=relu)",
        "solution": "Nodes: kl->ij jk->ii",
        "plan": "mix [Nodes]:",
        "page": "5,065 weights",
    }.items():
        result = run("compile", GRAPH, "--dump", stage)
        assert result.exit_code == 0
        assert shown in result.stdout


def test_json_says_what_was_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = data("compile", spec(tmp_path), "-o", out)
    assert found["schema"] == "symc.compile/1"
    assert found["outputs"] == [
        {
            "file": str(tmp_path / "small.sym"),
            "output": str(out / "small.py"),
            "status": "written",
            "models": [{"name": "Small", "weights": 20}],
        }
    ]
    assert data("compile", tmp_path / "none.sym", "-o", out)["exitCode"] == 4


def test_imports_are_found_beside_the_spec_and_nowhere_else(tmp_path: Path) -> None:
    inner = tmp_path / "specs"
    spec(inner, "parts/groups.sym", 'import "../sizes.sym"\ngroup Nodes = S(n)\n')
    spec(inner, "sizes.sym", "size n\n")
    model = "model M(x: [Nodes]) -> [] { return mean(x over Nodes) }\n"
    good = spec(inner, "good.sym", f'import "parts/groups.sym"\n{model}')
    assert run("compile", good, "--stdout").exit_code == 0
    assert run("compile", spec(inner, "lost.sym", 'import "none.sym"'), "--stdout").exit_code == 1
    spec(tmp_path, "outside.sym", "size n\n")
    (inner / "link.sym").symlink_to(tmp_path / "outside.sym")
    for path in ("link.sym", "../outside.sym", str(tmp_path / "outside.sym")):
        bad = spec(inner, "bad.sym", f'import "{path}"\ngroup Nodes = S(n)\n{model}')
        assert run("compile", bad, "--stdout").exit_code == 1
    assert "SYM607" in run("check", spec(inner, "bad.sym", 'import "link.sym"')).stderr


def test_checked_modules_are_written_when_asked_for(tmp_path: Path) -> None:
    path = spec(tmp_path)
    plain = run("compile", path, "--stdout")
    made = run("compile", path, "--checked", "--stdout")
    assert made.exit_code == 0
    assert made.stdout == symc.compile(path, checked=True) != plain.stdout
    assert run("compile", path, "--checked", "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "small.py").read_text(encoding="utf-8") == made.stdout
