"""Mutants that are the same module, and why: each reason is tried, or argued where it stands."""

import ast

import torch
from torch import Tensor, nn

from benchmarks.mutating import Mutant
from symc.ir.model import Model
from symc.verify import Opened, call, draw, randomise, subject
from symc.verify.graphs import on_graphs
from symc.verify.routes import (
    bfloat16,
    by_itself,
    derivatives,
    float16,
    routed,
    scaled,
    tangents,
)

WAYS = (derivatives, scaled, tangents, bfloat16, float16)
"""How modules are run beside one another."""

SPEED = ("_is_large", "_scratch", "_entries_at_once")
"""Functions that say into how many pieces work is cut."""

SEEDS = 4
"""How many random weights and inputs are tried at every size."""


def argued(fresh: Opened, mutated: Opened, mutant: Mutant, is_run: bool) -> str:
    """Why a mutant that survives is the same module, or nothing; `is_run` says if its line is."""
    if mutant.function in SPEED:
        return "how work is cut into pieces does not change what comes of it"
    if mutant.function == "_check" and fresh.text.count("_check(") == 2:
        return "there is one value to check, and no other to compare its batch axes with"
    if mutant.kind == "swapped index" and _is_a_set(fresh.text, mutant):
        return "a tuple that is only asked what is in it has no order"
    if mutant.function in building(fresh.text) and _same(fresh, mutated):
        return "it runs only where constants are made, and they are the same, bit by bit"
    if is_run and all(_is_the_same_function(fresh, mutated, m) for m in fresh.meaning.models):
        return "it runs, and for random weights, inputs and sizes all results are the same bits"
    return ""


def building(text: str) -> frozenset[str]:
    """The functions that nothing reaches but what makes models."""
    whole = ast.parse(text)
    tops = {n.name: n for n in whole.body if isinstance(n, ast.FunctionDef)}
    classes = [n for n in whole.body if isinstance(n, ast.ClassDef)]
    makers = {
        f"{c.name}.__init__": inner
        for c in classes
        for inner in c.body
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__"
    }
    apart = {id(n) for n in (*tops.values(), *makers.values(), *classes)}
    rest: list[ast.AST] = [n for n in whole.body if id(n) not in apart]
    rest += [n for c in classes for n in (*c.body, *c.bases) if id(n) not in apart]
    reached = {name for name in tops if not name.startswith("_")}
    rest += [tops[name] for name in reached]
    while rest:
        found = {n.id for each in rest for n in ast.walk(each) if isinstance(n, ast.Name)}
        rest = [tops[name] for name in found & set(tops) - reached]
        reached |= found
    return frozenset((*makers, *(set(tops) - reached)))


def _is_a_set(text: str, mutant: Mutant) -> bool:
    """Whether a tuple stands behind `in` or `not in`."""
    return any(
        isinstance(node.ops[-1], ast.In | ast.NotIn)
        and node.comparators[-1].lineno == mutant.line
        and ast.get_source_segment(text, node.comparators[-1]) == mutant.before
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare)
    )


def _same(fresh: Opened, mutated: Opened) -> bool:
    """Whether all models hold the same constants, and nothing else that was made beside these."""
    for model in fresh.meaning.models:
        first, second = mutated.make(model), fresh.make(model)
        if vars(second).keys() - vars(nn.Module()).keys():
            return False
        pairs = zip(first.buffers(), second.buffers(), strict=True)
        if not all(torch.equal(a, b) for a, b in pairs):
            return False
    return True


def _is_the_same_function(fresh: Opened, mutated: Opened, model: Model) -> bool:
    """Whether results and derivatives agree bit by bit at random points.

    Both are analytic in weights and arguments but for corners, so that two that differ do so almost
    everywhere between these; sizes from 1 on are tried, and arguments of several scales.
    """
    usual = subject(fresh, model).sizes
    for more in (0, 2, *(n - usual_n for n in (1, 2) for usual_n in usual.values())):
        sizes = {size: max(1, n + more) for size, n in usual.items()}
        for seed in range(SEEDS):
            nets = [randomise(on_graphs(o.make(model), model), seed) for o in (mutated, fresh)]
            with torch.no_grad():
                for batch in ((2,), (1, 2)):
                    values = draw(model, sizes, batch, seed)
                    if not _are_equal(*(call(model, net, values) for net in nets)):
                        return False
            for way in WAYS:
                mine, other = (routed(model, net, sizes, way, by_itself) for net in nets)
                if isinstance(mine, str) or isinstance(other, str):
                    if mine != other:
                        return False
                elif not _are_equal(mine, other):
                    return False
    return True


def _are_equal(first: list[Tensor], second: list[Tensor]) -> bool:
    return len(first) == len(second) and all(map(torch.equal, first, second))
