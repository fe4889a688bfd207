"""Hostile specs are refused at once, and nothing but `CompileError` comes out of any text."""

import random
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings

from symc.ir import ast
from symc.parse import to_text
from symc.report import CompileError
from tests import strategies
from tests.check.specs import codes, module, problems, shared

BIG = "1" + "0" * 40

HOSTILE = {
    "repeat": "model M(x: 3 []) -> 3 [] { repeat 1000000000 { x = x }; return x }",
    "nested repeat": "model M(x: 3 []) -> 3 [] {"
    + "repeat 4000 {" * 5
    + "x = relu(x)"
    + "};" * 5
    + "return x }",
    "doubling type": "type T0 = []\n"
    + "".join(f"type T{i + 1} = T{i} + T{i}\n" for i in range(60))
    + "model M(x: T60) -> [] { return linear(x -> []) }",
    "doubling value": "model M(x: []) -> [] { repeat 60 { x = (x, x) }; return linear(x -> []) }",
    "doubling layer": "layer L0(x: []) -> [] { return x }\n"
    + "".join(f"layer L{i + 1}(x: []) -> [] {{ return L{i}(L{i}(x)) }}\n" for i in range(40))
    + "model M(x: []) -> [] { return L40(x) }",
    "power": "group R = O(3)\nmodel M(x: [R]^1000000) -> [] { return linear(x -> []) }",
    "power of numbers": "model M(x: (2 [])^1000000) -> [] { return linear(x -> []) }",
    "power of sums": "model M(x: ([] + [])^40) -> [] { return linear(x -> []) }",
    "points": f"group R = S({BIG})\nmodel M(x: [R]) -> [] {{ return linear(x -> []) }}",
    "dimension": f"group R = O({BIG})\nmodel M(x: [R]) -> [] {{ return linear(x -> []) }}",
    "channels": f"model M(x: {BIG} []) -> [] {{ return linear(x -> []) }}",
    "axes": "group R = O(9)\nmodel M(x: [R]^8) -> [R]^8 { return bilinear(x, x -> same) }",
    "many orders": "group R = O(50)\nmodel M(x: [R]^32) -> [R]^30 { return linear(x -> [R]^30) }",
    "many groups": "".join(f"group G{i} = S(3)\n" for i in range(16))
    + f"model M(x: [{', '.join(f'G{i}' for i in range(16))}]) -> [] {{\n"
    + "return bilinear(x, x -> [])\n}",
    "chain of types": "type T0 = []\n"
    + "".join(f"type T{i + 1} = T{i}\n" for i in reversed(range(3000)))
    + "model M(x: T3000) -> [] { return x }",
    "chain of parentheses": "type T0 = []\n"
    + "".join(f"type T{i + 1} = {'1 (' * 50}T{i}{')' * 50}\n" for i in reversed(range(90)))
    + "model M(x: T90) -> 1 [] { return x }",
    "chain of nested calls": "layer L0(x: []) -> [] { return x }\n"
    + "".join(
        f"layer L{i + 1}(x: []) -> [] {{ return {'-(x + ' * 12}L{i}(x){')' * 12} }}\n"
        for i in range(20)
    )
    + "model M(x: []) -> [] { return L20(x) }",
    "chain of sizes": "".join(f"size s{i} = s{i + 1}\n" for i in range(3000))
    + "size s3000 = 1\nmodel M(x: s0 []) -> 1 [] { return x }",
    "chain of layers": "layer L0(x: []) -> [] { return x }\n"
    + "".join(f"layer L{i + 1}(x: []) -> [] {{ return L{i}(x) }}\n" for i in range(500))
    + "model M(x: []) -> [] { return L500(x) }",
    "parentheses": "model M(x: []) -> [] { return " + "-(" * 400 + "x" + ")" * 400 + " }",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_specs_are_refused_fast(name: str) -> None:
    start = time.perf_counter()
    found = problems(HOSTILE[name])
    assert time.perf_counter() - start < 3
    assert found and all(len(problem.message) < 500 for problem in found)


def test_limits_are_the_compilers_matter() -> None:
    for name in ("repeat", "doubling type", "power", "points", "axes"):
        assert {problem.kind for problem in problems(HOSTILE[name])} == {"limit"}


def test_a_sum_of_many_terms_is_fine() -> None:
    text = "model M(x: 3 []) -> 3 [] { return " + " + ".join(["x"] * 3000) + " }"
    assert codes(text) == []


def test_a_repeat_that_stays_within_bounds_is_fine() -> None:
    text = "model M(x: 3 []) -> 3 [] { repeat 1000 { x = relu(x) }; return x }"
    assert len(module(text).models[0].nodes) == 1000


NAMES = ("deepsets", "graph", "inertia", "cloud", "weights", "levels", "atoms", "classical")
TOKEN = re.compile(r"#[^\n]*|\[[^\[\]\n]*\]|[A-Za-z]\w*|[0-9.]+|->|<=|[^\s\w]|\s+")
WORDS = (
    "same",
    "relu",
    "sum",
    "h",
    "x",
    "Rot",
    "n",
    "lambda",
    "gate",
    "attention",
    "exact",
    "bias",
)
MORE = (
    *WORDS,
    "0",
    "7",
    "100000",
    "1000000000",
    "0.5",
    "[]",
    "[Rot, Rot]",
    "[Nodes]",
    "[2]",
    "[n]",
)


def kind(token: str) -> str:
    """Names, numbers and shapes stand for one another."""
    return "a" if token[0].isalpha() else "0" if token[0].isdigit() else token[0]


def mutant(seed: int, wild: bool) -> str:
    """A shared spec with one to three tokens changed: for any other, or for one like it."""
    chance = random.Random(seed)
    tokens = TOKEN.findall(shared(NAMES[seed % len(NAMES)]))
    for _ in range(chance.randint(1, 3)):
        places = [i for i, token in enumerate(tokens) if token.strip() and token[0] != "#"]
        at = chance.choice(places)
        pool = [*(tokens[i] for i in places), *MORE]
        if wild:
            tokens[at] = chance.choice(["", f"{tokens[at]} {tokens[at]}", *pool])
        else:
            tokens[at] = chance.choice([t for t in pool if kind(t) == kind(tokens[at])])
    return "".join(tokens)


@pytest.mark.parametrize("first", range(0, 800, 100))
@pytest.mark.parametrize("wild", [False, True])
def test_mutants_of_the_shared_specs_compile_or_are_refused(first: int, wild: bool) -> None:
    for seed in range(first, first + 100):
        try:
            module(mutant(seed, wild))
        except CompileError as error:
            assert error.diagnostics
            assert str(error)


@given(strategies.files)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_tree_compiles_or_is_refused(file: ast.File) -> None:
    try:
        module(to_text(file))
    except CompileError as error:
        assert error.diagnostics
