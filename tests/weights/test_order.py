"""The order of groups in frames: large tensors are not transposed."""

from symc.compiler import plan, understand
from symc.ir.plan import Arrange
from symc.ir.waist import is_identity
from symc.report import Source
from tests.weights import spaces


def test_the_matrices_of_a_perceptron_are_not_transposed() -> None:
    text = spaces.declarations(spaces.mlp(2, 32, 32, 16, 1))
    text += "model M(net: Net) -> [] { return linear(net -> []) }\n"
    steps = plan(understand(Source("main.sym", text))).models[0].stages[0].steps
    orders = [step.order for step in steps if isinstance(step, Arrange) and step.source[4] == "w"]
    assert len(orders) == 4
    assert [is_identity(order) for order in orders] == [True, True, True, False]
