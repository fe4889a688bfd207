"""Mutants that are the same module, and why: each reason is tried, or argued where it stands."""

import ast

import torch

from benchmarks.mutating import Mutant
from symc.verify import Opened

SPEED = ("_is_large", "_scratch", "_entries_at_once")
"""Functions that say into how many pieces work is cut."""


def argued(fresh: Opened, mutated: Opened, mutant: Mutant) -> str:
    """Why a mutant that survives is the same module, or nothing."""
    if mutant.function in SPEED:
        return "how work is cut into pieces does not change what comes of it"
    if mutant.function == "_check" and fresh.text.count("_check(") == 2:
        return "there is one value to check, and no other to compare its batch axes with"
    if mutant.function in building(fresh.text) and _same(fresh, mutated):
        return "it runs only where constants are made, and they are the same, bit by bit"
    return ""


def building(text: str) -> frozenset[str]:
    """The functions that nothing reaches but what makes models."""
    whole = ast.parse(text)
    tops = {n.name: n for n in whole.body if isinstance(n, ast.FunctionDef)}
    makers = {
        f"{c.name}.__init__": inner
        for c in whole.body
        if isinstance(c, ast.ClassDef)
        for inner in c.body
        if isinstance(inner, ast.FunctionDef) and inner.name == "__init__"
    }
    apart = {id(n) for n in (*tops.values(), *makers.values())}
    rest = [n for n in whole.body if id(n) not in apart and not isinstance(n, ast.ClassDef)]
    rest += [
        n
        for c in whole.body
        if isinstance(c, ast.ClassDef)
        for n in (*c.body, *c.bases)
        if id(n) not in apart
    ]
    reached = {name for name in tops if not name.startswith("_")}
    rest += [tops[name] for name in reached]
    while rest:
        found = {n.id for each in rest for n in ast.walk(each) if isinstance(n, ast.Name)}
        rest = [tops[name] for name in found & set(tops) - reached]
        reached |= found
    return frozenset((*makers, *(set(tops) - reached)))


def _same(fresh: Opened, mutated: Opened) -> bool:
    """Whether all models hold the same constants."""
    return all(
        torch.equal(a, b)
        for model in fresh.meaning.models
        for a, b in zip(mutated.make(model).buffers(), fresh.make(model).buffers(), strict=True)
    )
