"""Names: those of values in generated code, and those that are refused."""

import importlib
import keyword

import pytest

from symc.check.refused import NEEDED
from tests.check.specs import codes, model


@pytest.mark.parametrize("name", ["lambda", "torch", "self", "parameters", "len", "F", "Rot_mask"])
def test_values_that_generated_code_needs_are_refused(name: str) -> None:
    text = f"group Rot = S(3)\nmodel M({name}: 2 [Rot]) -> 2 [Rot] {{ return {name} }}"
    assert codes(text) == ["SYM109"]


@pytest.mark.parametrize("name", ["relu", "linear", "gather", "forward", "class"])
def test_layers_that_are_built_in_are_refused(name: str) -> None:
    text = f"layer {name}(x: 2 []) -> 2 [] {{ return x }}\nmodel M(x: 2 []) -> 2 [] {{ return x }}"
    assert codes(text) == ["SYM109"]


def test_generated_names_avoid_declared_ones() -> None:
    text = """
size h2
size h_inv
model M(x: [h2] + [h_inv], a: 2 []) -> [] + [] {
    h = linear(a -> [] + [])
    h = linear(h -> same)
    return h
}
"""
    names = [value.name for node in model(text).nodes for value in node.outputs]
    assert names == ["h_inv2", "h_inv3", "h3_inv", "h3_inv2"]


def test_words_of_an_option_come_before_values_of_that_name() -> None:
    text = "model M(silu: 2 []) -> 2 [] { return norm_act(silu, silu) }"
    assert [node.inputs for node in model(text).nodes] == [("silu",)]


def test_names_of_arguments_are_kept_as_they_are() -> None:
    text = "model M(x: [] + 2 [], x_inv: []) -> [] { return x_inv }"
    first, second = model(text).arguments
    assert [value.name for value in (*first.values, *second.values)] == [
        "x_inv2",
        "x_inv3",
        "x_inv",
    ]


def test_every_keyword_is_refused() -> None:
    assert set(keyword.kwlist) <= NEEDED


@pytest.mark.torch
def test_every_attribute_of_a_torch_module_is_refused() -> None:
    nn = pytest.importorskip("torch.nn")
    module = importlib.import_module("torch.nn").Module
    public = {name for name in (*dir(nn.Module), *vars(module())) if not name.startswith("_")}
    assert public <= NEEDED
