"""Code that differs from a fresh module's and that nothing runs is no verified code."""

import pytest

from symc.emit.render import seal
from symc.verify import verify
from symc.verify.loading import Opened
from symc.verify.unrun import places
from tests.verify.test_verify import opened

TEXT = """\
def first(x):
    \"\"\"Says something.\"\"\"
    if x > 0:
        return x + 1
    for y in x:
        y += 1
    return x

class Held:
    def second(self):
        a = 1
        return a
"""


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", ()),
        ("something", "another thing", ()),
        ("x + 1", "x - 1", (("first", 4, 4),)),
        ("x > 0", "x < 0", (("first", 3, 3),)),
        ("        y += 1", "        y -= 1", (("first", 6, 6),)),
        ("in x:", "in -x:", (("first", 5, 5),)),
        ("    return x\n\n", "    return -x\n\n", (("first", 7, 7),)),
        ("        a = 1\n", "", (("Held.second", 11, 11),)),
        ("        a = 1\n", "        b = 2\n        a = 1\n", (("Held.second", 11, 11),)),
        (
            "    return x\n\n",
            "    if x:\n        return 1\n    return x\n\n",
            (("first", 7, 7), ("first", 8, 8)),
        ),
    ],
)
def test_the_smallest_statements_that_differ(
    before: str, after: str, wanted: tuple[tuple[str, int, int], ...]
) -> None:
    assert places(TEXT.replace(before, after, 1) if before else TEXT, TEXT) == wanted


def test_kernels_and_functions_of_one_text_are_left_out() -> None:
    kernel = "@triton.jit\ndef run(x):\n    return x\n"
    assert places(kernel.replace("return x", "return -x"), kernel) == ()
    assert places(f"{TEXT}\ndef third():\n    return 1\n", TEXT) == ()


SPEC = "symc 1\nsize n\ngroup P = S(n)\nmodel M(x: 2 [P]) -> 2 [P] { return linear(x -> 2 [P]) }\n"


def checks(held: Opened) -> dict[str, str]:
    report = verify(held, "a.sym", "a.py", thorough="quick").models[0]
    return {check.name: check.status for check in report.checks}


@pytest.mark.torch
def test_code_that_never_runs() -> None:
    """A branch that no size takes is another one: only that nothing runs it betrays it."""
    held = opened(None, SPEC)
    anchor = "    return x.sum(dim) if count is None"
    branch = f"    if dim {{}} 10_000:\n        count = count\n{anchor}"
    rare, usual = (_with(held, anchor, branch.format(sign)) for sign in "><")
    assert "code that differs" not in checks(held)
    assert checks(rare)["code that differs"] == "failed"
    assert checks(usual)["code that differs"] == "passed"


def _with(held: Opened, before: str, after: str) -> Opened:
    body = held.text.rpartition("\n\n# symc: ")[0]
    assert before in body
    return held.beside("a.py", seal(body.replace(before, after)))
