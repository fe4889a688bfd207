"""What does not belong together: said in a line, and nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.compare import written
from tests.cli.runs import run, spec
from tests.compare.moving import compared, module, trained

pytestmark = pytest.mark.torch

SPEC = """\
group Rot = O(3)
model M(x: 2 [Rot]) -> [Rot] {
    h = norm_act(linear(x -> 4 [Rot]), tanh)
    return linear(h -> [Rot])
}
"""
SMALLER = SPEC.replace("O(3)", "SO(3)")

State = dict[str, Tensor]


def wrong(change: Callable[[State], object]) -> object:
    state = trained(module(SPEC))
    made = change(state)
    return state if made is None else made


CHECKPOINTS: dict[str, tuple[Callable[[State], object], str]] = {
    "another shape": (lambda s: s.update(out_rot=torch.zeros(2, 2)), "SYM782"),
    "a weight less": (lambda s: {k: v for k, v in s.items() if k != "out_rot"}, "SYM782"),
    "a weight more": (lambda s: s.update(other=torch.zeros(1)), "SYM782"),
    "no numbers": (lambda s: s.update(out_rot=s["out_rot"] * float("nan")), "SYM706"),
    "infinite": (lambda s: s.update(out_rot=s["out_rot"] / 0), "SYM706"),
    "no tensors": (lambda s: {"a": 1}, "SYM781"),
    "nothing": (lambda s: {}, "SYM782"),
    "a list": (lambda s: [*s.values()], "SYM781"),
    "names of numbers": (lambda s: dict(enumerate(s.values())), "SYM782"),
    "half a wrapper": (lambda s: {f"module.{k}" if "out" in k else k: s[k] for k in s}, "SYM782"),
}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_checkpoints_of_something_else(tmp_path: Path, name: str) -> None:
    change, code = CHECKPOINTS[name]
    torch.save(wrong(change), tmp_path / "old.pt")
    old, new = spec(tmp_path, "old.sym", SPEC), spec(tmp_path, "new.sym", SMALLER)
    done = run("migrate", old, new, tmp_path / "old.pt", "-o", tmp_path / "new.pt")
    assert done.exit_code == 4 and code in done.stderr, done.stderr
    assert "Traceback" not in done.output
    assert {path.name for path in tmp_path.iterdir()} == {"old.pt", "old.sym", "new.sym"}


@pytest.mark.parametrize("holder", ["state_dict", "model", "wrapped"])
def test_checkpoints_of_trainers_are_read(tmp_path: Path, holder: str) -> None:
    state: Any = trained(module(SPEC))
    if holder == "wrapped":
        state = {f"_orig_mod.module.{name}": value for name, value in state.items()}
    else:
        state = {holder: state, "epoch": 3}
    torch.save(state, tmp_path / "old.pt")
    old, new = spec(tmp_path, "old.sym", SPEC), spec(tmp_path, "new.sym", SMALLER)
    done = run("migrate", old, new, tmp_path / "old.pt", "-o", tmp_path / "new.pt")
    assert done.exit_code == 0, done.stderr
    module(SMALLER).load_state_dict(torch.load(tmp_path / "new.pt", weights_only=True))


def test_nowhere_to_write(tmp_path: Path) -> None:
    torch.save(trained(module(SPEC)), tmp_path / "old.pt")
    old = spec(tmp_path, "old.sym", SPEC)
    (tmp_path / "there").mkdir()
    for path, code in ((tmp_path / "missing" / "new.pt", "SYM781"), (tmp_path / "there", "SYM606")):
        done = run("migrate", old, old, tmp_path / "old.pt", "-o", path)
        assert done.exit_code == 4 and code in done.stderr and "Traceback" not in done.output
    assert not [*(tmp_path / "there").iterdir()] and not (tmp_path / "missing").exists()


def test_specs_that_are_none(tmp_path: Path) -> None:
    good = spec(tmp_path, "good.sym", SPEC)
    bad = spec(tmp_path, "bad.sym", SPEC.replace("linear(h", "linear(k"))
    text = tmp_path / "generated.py"
    assert run("compile", good, "-o", tmp_path / "out").exit_code == 0
    text.write_text((tmp_path / "out" / "good.py").read_text(encoding="utf-8"), encoding="utf-8")
    for other in (bad, text, tmp_path / "missing.sym", tmp_path):
        for pair in ((good, other), (other, good)):
            done = run("diff", *pair)
            assert done.exit_code != 0, done.output
            told = "error[SYM" in done.stderr or "Error: " in done.stderr
            assert told and "Traceback" not in done.output


def test_the_written_function_takes_no_other_weights() -> None:
    space: dict[str, Any] = {}
    exec(written(compared(SPEC, SMALLER)), space)
    state = trained(module(SPEC))
    for change, said in [
        ({"out_rot": torch.zeros(3, 3)}, r"out_rot: expected the shape \(4, 1\), got \(3, 3\)"),
        ({"more": torch.zeros(1)}, "more: expected weights of the old M, which has none"),
    ]:
        with pytest.raises(ValueError, match=said):
            space["migrate"]({**state, **change})
    with pytest.raises(ValueError, match="got None"):
        space["migrate"]({})


def test_which_of_several_models(tmp_path: Path) -> None:
    both = spec(tmp_path, "both.sym", SPEC + SPEC.split("\n", 1)[1].replace("model M", "model N"))
    torch.save(trained(module(SPEC)), tmp_path / "old.pt")
    for more in ((), ("--model", "Other")):
        done = run("migrate", both, both, tmp_path / "old.pt", "-o", tmp_path / "n.pt", *more)
        assert done.exit_code == 4 and "SYM784" in done.stderr
    done = run("migrate", both, both, tmp_path / "old.pt", "-o", tmp_path / "n.pt", "--model", "N")
    assert done.exit_code == 0, done.stderr
