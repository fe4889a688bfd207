"""Products in C++ are built and put to the test."""

from dataclasses import replace

import pytest

from symc.verify import subject
from symc.verify.loading import Opened
from symc.verify.native import compiler, has_native, native, unbuilt
from symc.verify.steps import steps
from symc.verify.workers import Said
from tests.verify.test_kernels import SPEC
from tests.verify.test_verify import opened

pytestmark = [pytest.mark.torch]


def found(held: Opened) -> Said:
    model = held.meaning.models[0]
    return native(held, model, subject(held, model).sizes)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", ("passed", "")),
        ("z0 = ADD ?", "z0 = !ADD ?", ("failed", "results")),
        ("made[3] = made[3].sum(0)", "made[3] = made[3][0]", ("failed", "derivatives")),
        ("x[1 * C + c];", "x[1000000000000 * C + c];", ("failed", "the process died")),
    ],
)
@pytest.mark.slow
@pytest.mark.skipif(compiler() is None, reason="no C++ compiler")
def test_cpp_is_the_plain_product(before: str, after: str, said: Said) -> None:
    held = opened(None, SPEC)
    assert has_native(held)
    assert before in held.text
    status, why = found(replace(held, text=held.text.replace(before, after, 1)))
    assert status == said[0]
    assert why.startswith(said[1])


def test_what_is_not_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a compiler the check is there, and says why it is skipped."""
    held = opened(None, SPEC)
    (step,) = (s for s in steps(subject(held, held.meaning.models[0]), 1) if s.name == "C++")
    monkeypatch.delenv("SYMC_NATIVE", raising=False)
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert unbuilt() == "not run: no C++ compiler"
    (check,) = step.findings()
    assert (check.status, check.detail) == ("skipped", unbuilt())  # type: ignore[union-attr]
    monkeypatch.setenv("SYMC_NATIVE", "0")
    assert unbuilt() == "not run: SYMC_NATIVE is 0"
