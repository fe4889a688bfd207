"""Kernels for GPUs are put to the test where there is none."""

from dataclasses import replace

import pytest

from symc.verify import Opened, subject
from symc.verify.kernels import has_kernels, kernels
from symc.verify.loading import apart
from tests.verify.test_verify import opened

pytest.importorskip("triton")
pytestmark = [pytest.mark.torch, pytest.mark.slow]

SPEC = """\
symc 1
group Rot = O(3)
model M(x: [Rot(2x0e + 2x1o)], y: [Rot(1x0e + 1x1o)]) -> [Rot(2x0e + 2x1o)] {
    return tensor_product(x, y -> [Rot(2x0e + 2x1o)], mode = channelwise)
}
"""


def found(held: Opened) -> str:
    model = held.meaning.models[0]
    return kernels(held, model, subject(held, model).sizes)[1]


def test_kernels_are_those_of_the_plain_product() -> None:
    held = opened(None, SPEC)
    assert has_kernels(held)
    assert found(held) == ""


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("z1 = tl.fma(", "z1 = -tl.fma(", "results"),
        ("tl.sum(v0, 0)", "tl.sum(v1, 0)", "derivatives"),
    ],
)
def test_a_broken_kernel_is_found(before: str, after: str, where: str) -> None:
    held = opened(None, SPEC)
    assert before in held.text
    assert found(replace(held, text=held.text.replace(before, after))).startswith(where)


def test_operators_of_two_texts_have_two_names() -> None:
    text = opened(None, SPEC).text
    assert apart(text) != text
    assert apart(text) == apart(text)
    assert apart(text + "\n") != apart(text)
