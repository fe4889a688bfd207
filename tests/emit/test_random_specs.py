"""Random layers on random types of many groups: what compiles is equivariant."""

import pytest

from tests.oracle.modules import build, call, draw, equivariance_error
from tests.oracle.random_specs import Writer, compiles

pytestmark = [pytest.mark.torch, pytest.mark.slow]


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_what_compiles_is_equivariant(start: int) -> None:
    count = 0
    for seed in range(start, start + 100):
        spec = compiles(Writer(seed).spec())
        if spec is None:
            continue
        made, count = build(spec), count + 1
        net = made.net()
        for sizes in ({"n": 3, "k": 2}, {"n": 1, "k": 1}):
            results = call(made.model, net, draw(made.model, sizes, (2,)))
            if all(float(y.detach().abs().max()) > 1e-9 for y in results if y.numel()):
                assert equivariance_error(made.model, net, sizes) < 1e-9, spec
    assert count > 15
