"""What verify finds in sound modules and in broken ones, and what it refuses to execute."""

from pathlib import Path

import pytest
import torch

from symc.compiler import understand
from symc.emit.render import seal
from symc.report import CompileError, Source
from symc.verify import Verification, open_module, read_checkpoint, verify
from symc.verify.guarantees import Case
from symc.verify.guarantees.copies import copies
from symc.verify.loading import Opened
from tests.oracle.modules import generate

pytestmark = pytest.mark.torch

SPEC = """\
symc 1
size n
group P = S(n)
group R = SO(3)
model M(x: 2 [P, R], q: [P]) -> (total: [], moved: [P, R]) {
    h = gate(linear(x, q -> 2 [P] + 2 [P, R]))
    h = h + bilinear(h, h -> same)
    return (linear(max(h.0 over P) -> []), linear(h -> [P, R]))
}
"""


def opened(change: tuple[str, str] | None = None, spec: str = SPEC) -> Opened:
    """The spec with its module, in which something was changed."""
    text = generate(spec, "m")
    if change is not None:
        assert change[0] in text, text
        body = text.rpartition("\n\n# symc: ")[0].replace(*change)
        text = seal(body)
    return open_module(understand(Source("m.sym", spec)), "m.sym", "m.py", text)


def found(change: tuple[str, str] | None = None) -> Verification:
    return verify(opened(change), "m.sym", "m.py", thorough="quick")


def failed(report: Verification) -> set[str]:
    (model,) = report.models
    names = {check.name for check in model.checks if not check.ok}
    names |= {"errors" for each in model.errors if not each.ok}
    names |= {"control" for each in model.controls if not each.ok}
    return names | {"rank" for each in model.ranks if not each.ok}


def before(line: str) -> tuple[str, str]:
    """The change that puts a line before the end of `forward`."""
    end = "        return MResult("
    return end, f"        {line}\n{end}"


def test_a_sound_module_passes() -> None:
    report = found()
    assert report.ok and not failed(report)
    (model,) = report.models
    assert {e.group for e in model.errors} == {"P", "R"}
    assert max(e.distribution.worst for e in model.errors if e.dtype == "float64") < 1e-12
    assert sum(rank.solved for rank in model.ranks) > 20
    assert not any(check.status == "skipped" for check in model.checks)


@pytest.mark.slow_but(1)
@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("torch.sigmoid", "torch.tanh"), "agreement with a module compiled now"),
        (before("moved = moved.flip(-1)"), "errors"),
        (before("moved, total = 0 * moved, 0 * total"), "variance"),
        (before("moved = moved.detach()"), "gradients"),
        (before("moved = moved + moved[:1]"), "batch axes"),
        (before("moved = moved + 1 * (P_mask is not None)"), "masks"),
        (before("x.mul_(2)"), "strides"),
        (before("raise KeyError('gone')"), "equivariance under P"),
        (("raise ValueError(", "raise TypeError("), "wrong shapes"),
    ],
)
def test_a_broken_module_fails(change: tuple[str, str], what: str) -> None:
    assert what in failed(found(change))


def test_a_map_that_is_dropped_lowers_the_rank() -> None:
    report = found(("x_r @ self.h_linear_r", "x_r @ (0 * self.h_linear_r)"))
    assert "rank" in failed(report)


def test_a_module_of_another_spec_is_not_executed() -> None:
    text = seal(generate(SPEC, "m").rpartition("\n\n# symc: ")[0] + "\nprint('executed')")
    other = SPEC.replace("2 [P, R], q", "3 [P, R], q")
    with pytest.raises(CompileError) as caught:
        open_module(understand(Source("m.sym", other)), "m.sym", "m.py", text)
    (told,) = caught.value.diagnostics
    assert told.code == "SYM702" and "3 [P, R]" in told.notes[0]


def test_comments_of_a_spec_do_not_count() -> None:
    commented = SPEC.replace("size n\n", "size n  # how many\n")
    text = generate(SPEC, "m")
    open_module(understand(Source("m.sym", commented)), "m.sym", "m.py", text)


@pytest.mark.parametrize("edit", ["x = 1\n{}", "{}\n# more", "print('hello')"])
def test_an_edited_module_is_not_executed(edit: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = edit.format("print('hello')\n" + generate(SPEC, "m"))
    with pytest.raises(CompileError) as caught:
        open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)
    assert caught.value.diagnostics[0].code == "SYM701"
    assert not capsys.readouterr().out


def test_another_setting_is_told_by_the_weights() -> None:
    spec = "param w = 4\ngroup R = O(3)\nmodel M(x: w [R]) -> [R] { return linear(x -> [R]) }"
    from symc.compiler import plan, write

    text = write(plan(understand(Source("m.sym", spec), settings={"w": 5})))
    with pytest.raises(CompileError) as caught:
        open_module(understand(Source("m.sym", spec)), "m.sym", "m.py", text)
    assert caught.value.diagnostics[0].code == "SYM703"


def test_copies_of_weights_that_are_zero_are_copies() -> None:
    there = opened()
    net = there.make(there.meaning.models[0], torch.float64)
    zeros = {name: torch.zeros_like(value) for name, value in net.state_dict().items()}
    copies(Case(there, there.meaning.models[0], zeros))


@pytest.mark.slow
def test_checkpoints_are_read_and_refused(tmp_path: Path) -> None:
    from symc.verify import model_of

    there = opened()
    net = there.make(there.meaning.models[0], torch.float32)
    path = tmp_path / "w.pt"
    torch.save(net.state_dict(), path)
    state = read_checkpoint(path, "w.pt")
    assert model_of(there, state, "w.pt").name == "M"
    assert verify(there, "m.sym", None, ("w.pt", state), thorough="quick").ok

    def code(value: object) -> str:
        torch.save(value, path)
        with pytest.raises(CompileError) as caught:
            model_of(there, read_checkpoint(path, "w.pt"), "w.pt")
        return caught.value.diagnostics[0].code

    first = next(iter(state))
    assert code({**state, first: state[first][..., :1]}) == "SYM705"
    assert code({k: v for k, v in state.items() if k != first}) == "SYM705"
    assert code({**state, first: state[first] * float("nan")}) == "SYM706"
    assert code([1, 2]) == "SYM781"
    assert code(net) == "SYM781"
    torch.save(state, path)
    for data in (b"nonsense", b"", path.read_bytes()[:300]):
        path.write_bytes(data)
        with pytest.raises(CompileError) as caught:
            read_checkpoint(path, "w.pt")
        assert caught.value.diagnostics[0].code == "SYM781"
        assert "cut off" in caught.value.diagnostics[0].message
    with pytest.raises(CompileError):
        read_checkpoint(tmp_path / "missing.pt", "missing.pt")
