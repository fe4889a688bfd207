"""`symc verify`: what it prints, its exit codes, and what it refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from symc.emit.render import seal
from tests.cli.runs import SMALL, data, run, spec

pytestmark = pytest.mark.torch


def compiled(folder: Path) -> tuple[Path, Path]:
    """A spec and its module."""
    path = spec(folder)
    assert run("compile", path, "-o", folder / "out").exit_code == 0
    return path, folder / "out" / "small.py"


def test_a_sound_module_is_told_so(tmp_path: Path) -> None:
    path, module = compiled(tmp_path)
    result = run("verify", path, module, "--quick")
    assert result.exit_code == 0, result.output
    assert "everything holds" in result.stdout and "FAILED" not in result.stdout
    assert run("verify", f"{path}::Small", "--quick").exit_code == 0


def test_json_holds_every_figure(tmp_path: Path) -> None:
    path, module = compiled(tmp_path)
    found = data("verify", path, module, "--quick")
    assert found["schema"] == "symc.verify/1" and found["ok"] and found["exitCode"] == 0
    (model,) = found["models"]
    assert {e["dtype"] for e in model["equivariance"]} == {"float64", "float32"}
    assert all(e["worst"] == max(e["errors"]) for e in model["equivariance"])
    assert model["controls"][0]["error"] > 1e-3
    assert {rank["solved"] for rank in model["ranks"]} == {5}


def test_a_broken_module_fails_with_1(tmp_path: Path) -> None:
    path, module = compiled(tmp_path)
    text = module.read_text(encoding="utf-8").rpartition("\n\n# symc: ")[0]
    assert "_mean(x, -2, nodes_count)" in text
    module.write_text(seal(text.replace("_mean(x, -2, nodes_count)", "x[..., 0, :]")))
    result = run("verify", path, module, "--quick")
    assert result.exit_code == 1 and "FAILED" in result.stdout
    found = data("verify", path, module, "--quick")
    assert not found["ok"] and found["exitCode"] == 1


def test_what_does_not_belong_together_is_refused(tmp_path: Path) -> None:
    path, module = compiled(tmp_path)
    other = spec(tmp_path, "other.sym", SMALL.replace("2 [Nodes]", "3 [Nodes]"))
    result = run("verify", other, module)
    assert result.exit_code == 4 and "SYM702" in result.stderr
    result = run("verify", path, module, "--set", "width=5")
    assert result.exit_code == 4 and "SYM703" in result.stderr
    module.write_text(module.read_text() + "# mine\n")
    result = run("verify", path, module)
    assert result.exit_code == 4 and "SYM701" in result.stderr
    assert run("verify", path, tmp_path / "missing.py").exit_code == 4


def test_checkpoints_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path, _ = compiled(tmp_path)
    weights = tmp_path / "w.pt"
    torch.save({"weight": torch.zeros(2, 2)}, weights)
    result = run("verify", path, "--checkpoint", weights)
    assert result.exit_code == 4 and "SYM705" in result.stderr
    assert "missing" in result.stderr
    assert run("verify", path, "--checkpoint", tmp_path / "none.pt").exit_code == 4


CHANGES: dict[str, tuple[Callable[[torch.Tensor], torch.Tensor], str]] = {
    "meta": (lambda x: x.to("meta"), "SYM781"),
    "sparse": (lambda x: x.to_sparse(), "SYM781"),
    "complex": (lambda x: x + 0j, "SYM705"),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", CHANGES)
def test_weights_that_are_no_plain_real_numbers_are_refused(tmp_path: Path, name: str) -> None:
    path, module = compiled(tmp_path)
    space: dict[str, Any] = {"__name__": "small"}
    exec(module.read_text(encoding="utf-8"), space)
    change, code = CHANGES[name]
    state = {key: change(value) for key, value in space["Small"]().state_dict().items()}
    torch.save(state, tmp_path / "w.pt")
    for words in (("verify", "--quick"), ("report", "-o", tmp_path / "r.html")):
        result = run(*words, path, "--checkpoint", tmp_path / "w.pt")
        assert result.exit_code == 4 and code in result.stderr, result.output
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("ending", [".pt", ".safetensors"])
def test_a_folder_is_no_checkpoint(tmp_path: Path, ending: str) -> None:
    path, _ = compiled(tmp_path)
    (tmp_path / f"w{ending}").mkdir()
    result = run("verify", path, "--checkpoint", tmp_path / f"w{ending}")
    assert result.exit_code == 4 and "is a directory" in result.stderr
