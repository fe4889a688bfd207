"""`symc trace` as a command: what it writes, and how it refuses."""

from pathlib import Path

import pytest

import symc.tracing  # noqa: F401
from tests.cli.runs import run

NETWORKS = Path(__file__).parent / "networks.py"


def traced(name: str, *words: str | Path) -> str:
    result = run("trace", f"{NETWORKS}:{name}", *words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(code: str, exit_code: int, *words: str | Path) -> str:
    result = run("trace", *words)
    assert (result.exit_code, f"[{code}]" in result.stderr) == (exit_code, True), result.output
    assert "Traceback" not in result.output
    return result.stderr


def test_the_help_says_whose_code_runs() -> None:
    assert "THIS RUNS THE CODE" in " ".join(run("trace", "--help").output.split())


def test_a_network_is_written_down_and_compiles_with_a_model_on_top(tmp_path: Path) -> None:
    path = tmp_path / "net.sym"
    said = traced("Mlp", "--args", "2, 32, 32, 1", "-o", path)
    assert "6 tensors of 1,185 numbers, moved by 2 groups" in said
    model = 'import "net.sym"\nmodel Read(net: Mlp) -> 4 [] { return linear(net -> 4 []) }\n'
    (tmp_path / "read.sym").write_text(model)
    assert run("check", tmp_path / "read.sym").exit_code == 0
    explained = run("explain", tmp_path / "read.sym").output
    assert "7" in explained
    assert run("fmt", "--check", path).exit_code == 0


@pytest.mark.slow
def test_a_file_with_other_contents_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "net.sym"
    path.write_text("# mine\n")
    words = (f"{NETWORKS}:make", "-o", path)
    refused("SYM637", 4, *words)
    assert path.read_text() == "# mine\n"
    assert run("trace", *words, "--force").exit_code == 0
    assert run("trace", *words).exit_code == 0


def test_why_prints_the_chain_of_operations() -> None:
    said = traced("Mlp", "--args", "2, 3, 4, 1", "--why", "layers.2.weight:1")
    assert said.splitlines()[0] == "layers.2.weight:1 is Layers1: Layers1 = S(4)"
    assert "= layers.1.weight:0: layers.2: linear" in said
    said = traced("Mlp", "--args", "2, 3, 4, 1", "--why", "layers.0.weight:1")
    assert "fixed: input of the network" in said and "by way of layers.0: linear" in said


def test_why_of_no_axis_says_which_there_are() -> None:
    words = (f"{NETWORKS}:make", "--why")
    assert "layers.0.weight:0" in refused("SYM636", 4, *words, "layer.0.weight:1")
    assert "2 axes" in refused("SYM636", 4, *words, "layers.0.weight:2")
    refused("SYM636", 4, *words, "layers.0.weight")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SYM620", ("nothing",)),
        ("SYM620", (f"{NETWORKS}:Mlp()",)),
        ("SYM621", ("no_such_package.module:Net",)),
        ("SYM621", ("no/such/file.py:Net",)),
        ("SYM622", (f"{NETWORKS}:Mpl",)),
        ("SYM623", (f"{NETWORKS}:NUMBER",)),
        ("SYM623", (f"{NETWORKS}:Tensor",)),
        ("SYM624", (f"{NETWORKS}:Mlp", "--args", "2, print(3)")),
        ("SYM624", (f"{NETWORKS}:Mlp", "--args", "2, (3")),
        ("SYM625", (f"{NETWORKS}:Failing", "--args", "9")),
        ("SYM625", (f"{NETWORKS}:Failing",)),
        ("SYM626", (f"{NETWORKS}:make", "--input", "2,x")),
        ("SYM626", (f"{NETWORKS}:make", "--input", "2,0")),
        ("SYM626", (f"{NETWORKS}:make", "--input", "1,2:int7")),
        ("SYM627", (f"{NETWORKS}:make", "--input", "1,5")),
        ("SYM627", (f"{NETWORKS}:make", "--input", "1,2", "--input", "1,2")),
        ("SYM628", (f"{NETWORKS}:Pair",)),
        ("SYM629", (f"{NETWORKS}:Branching",)),
        ("SYM640", (f"{NETWORKS}:Chosen", "--input", "4,3")),
        ("SYM633", (f"{NETWORKS}:Plain",)),
    ],
)
def test_what_cannot_be_traced_is_refused(code: str, words: tuple[str, ...]) -> None:
    refused(code, 4, *words)


def test_refusals_say_what_was_reached() -> None:
    said = refused("SYM629", 4, f"{NETWORKS}:Branching")
    assert "in forward: `if x.sum() > 0:`" in said
    said = refused("SYM640", 4, f"{NETWORKS}:Chosen", "--input", "4,3")
    assert "in forward: `return self.b(x[x[:, 0] > 0])`" in said
    assert "no more than 5" in refused("SYM625", 4, f"{NETWORKS}:Failing", "--args", "9")
    assert "did you mean `Mlp`?" in refused("SYM622", 4, f"{NETWORKS}:Mpl")
