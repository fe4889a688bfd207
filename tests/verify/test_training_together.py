"""Two processes that train models together: what they find, and what is left when one fails."""

import pytest

from symc.compiler import understand
from symc.emit.render import seal
from symc.report import Source
from symc.verify import open_module
from symc.verify.guarantees import Case
from symc.verify.guarantees.case import Broken
from symc.verify.guarantees.distributed import trains_together
from tests.oracle.modules import generate

pytestmark = [pytest.mark.torch, pytest.mark.slow]

SPEC = """\
symc 1
group G = S(3)
model M(x: 2 [G]) -> 2 [G] {
    h = tanh(linear(x -> 4 [G]))
    return linear(h -> 2 [G])
}
"""
HIDDEN = "        h = torch.tanh(h_linear)"
SECOND = "torch.distributed.is_initialized() and torch.distributed.get_rank()"


def case(line: str = "") -> Case:
    """A model that does one thing more when it is in two processes."""
    text = generate(SPEC, "m")
    assert HIDDEN in text
    text = text.replace(HIDDEN, f"        {line}\n{HIDDEN}")
    text = seal(text.rpartition("\n\n# symc: ")[0])
    opened = open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)
    return Case(opened, opened.meaning.models[0])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"h_linear = h_linear * (1 + ({SECOND}))", "DDP: results differ"),
        (f"_ = 1 // (1 - int({SECOND}))", "ZeroDivisionError"),
        (f"_ = {SECOND} and __import__('os').kill(__import__('os').getpid(), 9)", "by a signal"),
        (f"_ = {SECOND} and __import__('os')._exit(3)", "Connection"),
    ],
)
def test_a_process_that_fails_is_told_of_and_others_take_its_place(line: str, why: str) -> None:
    with pytest.raises(Broken, match=why):
        trains_together(case(line))
    trains_together(case())
