"""How many mutants of generated modules `symc verify` catches.

`make mutants` takes some of every example, and holds to 95 of 100; here are a few of four.
"""

import pytest

from benchmarks.equivalents import building
from benchmarks.mutants import score
from benchmarks.mutating import mutants
from tests.oracle.modules import generate

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def test_mutants_are_caught() -> None:
    fates = [
        each for each in score(("sets", "board", "particles", "inertia"), 12, 1) if not each.same
    ]
    assert len(fates) >= 30  # of 48: the others are the same module
    lost = [str(each) for each in fates if not each.caught]
    assert len(lost) <= 0.05 * len(fates), lost


def test_three_of_four_are_caught_without_a_fresh_module() -> None:
    """19 of 22 when this was measured: how weights start is known to a fresh module alone."""
    fates = [each for each in score(("sets", "particles"), 12, 1, alone=True) if not each.same]
    assert sum(bool(each.caught) for each in fates) >= 0.75 * len(fates)


def test_mutants_are_many_and_of_every_kind() -> None:
    text = generate(
        "size n\ngroup P = S(n)\nmodel M(x: [P, P]) -> [P] { return linear(x -> [P]) }", "m"
    )
    kinds = {mutant.kind for mutant in mutants(text)}
    assert kinds >= {"flipped sign", "swapped index", "dropped term", "wrong normalization"}
    assert all(mutant.of(text) != text for mutant in mutants(text))
    places = [(m.start, m.end, m.after) for m in mutants(text)]
    assert len(places) == len(set(places))


def test_functions_that_make_constants_alone() -> None:
    """What `forward` reaches by any way is none of them, and neither is what a user may call."""
    text = "\n".join(
        [
            "def _table(): return _leaf()",
            "def _leaf(): return 1",
            "def _both(): return 2",
            "def sort(): return _sorted()",
            "def _sorted(): return 3",
            "class M:",
            "    def __init__(self): self.t = _table() + _both()",
            "    def forward(self): return _both()",
        ]
    )
    assert building(text) == {"M.__init__", "_table", "_leaf"}
