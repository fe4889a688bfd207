"""Accounts and figures of small specs."""

from symc.compiler import plan, understand
from symc.explain import Account, explain
from symc.explain.figure import figure
from symc.ir.solution import Solved
from symc.report import Source
from symc.solve import solve


def account(text: str) -> Account:
    """The account of the only model of a spec."""
    module = understand(Source("main.sym", text))
    (found,) = explain(solve(module), plan(module))
    return found


def solved(text: str) -> Solved:
    """The only model of a spec with its bases."""
    (found,) = solve(understand(Source("main.sym", text))).models
    return found


def drawn(text: str, most: int = 60) -> str:
    """The figure of the only model of a spec."""
    return figure(solved(text), None, most)


def linear(groups: str, source: str, target: str) -> str:
    """A spec of one linear layer."""
    lines = "\n".join(f"group {line}" for line in groups.split("; "))
    lines = f"size n\n{lines}" if "(n)" in groups else lines
    return f"{lines}\nmodel M(x: {source}) -> {target} {{ return linear(x -> {target}) }}"
