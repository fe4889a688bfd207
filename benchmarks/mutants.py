"""Mutates generated modules and counts how many of the mutants `symc verify` catches.

    python -m benchmarks.mutants [--each 12] [--seed 0] [SPEC...]

A mutant is a module with one small change: a sign turned, two operands or indices exchanged, a
constant off by one, a term or statement dropped, a sum for a mean, another function. It is sealed
again, so that only what is measured can betray it. Two scores are printed: that of all checks, and
that of the checks that know nothing of the compiler's own output (all but the agreement with a
module compiled now).
"""

import argparse
import ast
import copy
import random
import signal
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from symc.compiler import plan, understand, write
from symc.emit.render import seal
from symc.files import importer, read_spec, reader
from symc.ir.model import Module
from symc.report import CompileError
from symc.verify import Verification, open_module, verify
from symc.verify.guarantees import GUARANTEES, Case, look

SPECS: tuple[str, ...] = (
    "inertia",
    "triangles",
    "sets",
    "board",
    "oscillators",
    "particles",
    "votes",
    "quantum",
)
SPECS += ("bodies",)
"""With graphs and points that are translated among them."""
FOLDER = Path(__file__).parent.parent / "examples"
OFTEN = ("jvp", "vmap", "grad", "torch.compile")
CHEAP = tuple(each for each in GUARANTEES if each.name in OFTEN)
"""The guarantees that run lines of their own, for forward derivatives, mapping and tracing."""

PATIENCE = 120
"""Seconds after which a mutant that is still being looked at counts as caught: it hangs."""

AGREEMENT = "agreement with a module compiled now"

EQUIVALENT = {
    "_is_large": "how a product is cut into pieces does not change it",
    "_scratch": "how a product is cut into pieces does not change it",
}
"""Functions in which a change alters speed alone, and why; mutants there are not counted."""

OTHERS = {
    "silu": "relu",
    "relu": "silu",
    "tanh": "sin",
    "sigmoid": "tanh",
    "mean": "sum",
    "sum": "mean",
    "amax": "amin",
    "zeros_": "ones_",
    "ones_": "zeros_",
    "normal_": "uniform_",
}


@dataclass(frozen=True)
class Mutant:
    """A changed text, and what was changed where."""

    kind: str
    line: int
    before: str
    after: str
    text: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a module, function by function; annotations of variables are never read."""
    body = text.rpartition("\n\n# symc: ")[0]
    tree = ast.parse(body)
    told = {
        id(n)
        for a in ast.walk(tree)
        if isinstance(a, ast.AnnAssign)
        for n in ast.walk(a.annotation)
    }
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        if function.name in EQUIVALENT:
            continue
        for statement in function.body:
            for node in (each for each in ast.walk(statement) if id(each) not in told):
                yield from _changed(body, tree, node)


def _changed(body: str, tree: ast.Module, node: ast.AST) -> Iterator[Mutant]:
    for kind, new in _changes(node):
        after = ast.unparse(new)
        before = ast.unparse(node)
        if after == before:
            continue
        start, end = _place(body, node)
        text = body[:start] + (after if isinstance(node, ast.stmt) else f"({after})") + body[end:]
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        yield Mutant(kind, node.lineno, before, after, seal(text))  # type: ignore[attr-defined]


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The changes of one node: what kind, and what takes its place."""
    new = copy.deepcopy(node)
    match new:
        case ast.BinOp(op=ast.Add()):
            yield "flipped sign", ast.BinOp(new.left, ast.Sub(), new.right)
            yield "dropped term", new.left
        case ast.BinOp(op=ast.Sub()):
            yield "flipped sign", ast.BinOp(new.left, ast.Add(), new.right)
        case ast.BinOp(op=ast.Mult()):
            yield "wrong normalization", ast.BinOp(new.left, ast.Add(), new.right)
        case ast.BinOp(op=ast.Div()):
            yield "wrong normalization", ast.BinOp(new.left, ast.Mult(), new.right)
        case ast.BinOp(op=ast.MatMult()):
            scaled = ast.BinOp(ast.Constant(2.0), ast.Mult(), new.right)
            yield "wrong normalization", ast.BinOp(new.left, ast.MatMult(), scaled)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(int() as value)):
            yield "swapped index", ast.UnaryOp(ast.USub(), ast.Constant(value + 1))
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()) if first != second:
            yield "swapped index", ast.Tuple([second, first, *rest], ast.Load())
        case ast.Call(func=ast.Attribute(attr=name) as function) if name in OTHERS:
            function.attr = OTHERS[name]
            yield "another function", new
        case ast.Call(args=[_, first, second, *_]) if len(new.args) > 3:
            new.args[1], new.args[2] = second, first
            yield "swapped operand", new
        case ast.Assign(targets=[ast.Name()], value=ast.Call(args=[value, *_])) if isinstance(
            value, ast.Name
        ):
            yield "dropped call", ast.Assign(new.targets, value, lineno=1)


def _place(body: str, node: ast.AST) -> tuple[int, int]:
    """Where a node stands in the text."""
    lines = body.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def at(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    where = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
    return at(where[0], where[1]), at(where[2], where[3])


def argued(meaning: Module, mutant: Mutant, text: str) -> str:
    """Why a mutant that survives is the same module, or nothing."""
    lines = text.splitlines()
    head = next(x for x in reversed(lines[: mutant.line]) if x.lstrip().startswith("def "))
    if head.startswith("def _check(") and text.count("_check(") == 2:
        return "there is one value to check, and no other to compare its batch axes with"
    if head.startswith("    def __init__("):
        mine, fresh = (open_module(meaning, "", "", each) for each in (mutant.text, text))
        for model in meaning.models:
            pairs = zip(mine.make(model).buffers(), fresh.make(model).buffers(), strict=True)
            if not all(torch.equal(a, b) for a, b in pairs):
                return ""
        return "the constants that are made of it are the same, bit by bit"
    return ""


def caught(meaning: Module, mutant: Mutant) -> tuple[bool, bool]:
    """Whether any check fails, and whether one does that knows nothing of the compiler's text."""
    try:
        opened = open_module(meaning, "spec", "mutant.py", mutant.text)
        found = verify(opened, "spec", "mutant.py", thorough="quick")
        if found.ok:
            cases = [Case(opened, model) for model in opened.meaning.models]
            broken = any(not look(each, case).ok for each in CHEAP for case in cases)
            return broken, broken
    except (CompileError, _Hangs):
        return True, True
    return not found.ok, _independently(found)


def _independently(found: Verification) -> bool:
    models = [
        replace(m, checks=tuple(c for c in m.checks if c.name != AGREEMENT)) for m in found.models
    ]
    return any(not model.ok for model in models)


class _Hangs(BaseException):
    pass


def _stop(*_: object) -> None:
    raise _Hangs


def score(specs: tuple[str, ...], each: int, seed: int) -> tuple[int, int, int, list[str]]:
    """Mutants, those caught, those caught independently, and the survivors as lines."""
    total = all_checks = alone = 0
    survivors = []
    signal.signal(signal.SIGALRM, _stop)
    for name in specs:
        path = FOLDER / f"{name}.sym" if not name.endswith(".sym") else Path(name)
        meaning = understand(read_spec(path), importer(path), None, reader(path))
        text = write(plan(meaning))
        every = list(mutants(text))
        chosen = random.Random(seed).sample(every, min(each, len(every)))
        held = 0
        for mutant in sorted(chosen, key=lambda m: m.line):
            signal.alarm(PATIENCE)
            first, second = caught(meaning, mutant)
            signal.alarm(0)
            change = f"`{_short(mutant.before)}` to `{_short(mutant.after)}`"
            where = f"{path.stem}.py:{mutant.line}, {mutant.kind}: {change}"
            reason = "" if first else argued(meaning, mutant, text)
            if reason:
                survivors.append(f"equivalent: {where}: {reason}")
                continue
            total, all_checks, alone = total + 1, all_checks + first, alone + second
            held += first
            if not second:
                survivors.append(f"{'only the agreement' if first else 'survives'}: {where}")
        print(f"{path.stem:12} {held:3} of {len(chosen):3} caught, of {len(every):,}", flush=True)
    return total, all_checks, alone, survivors


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 60 else f"{line[:57]}..."


def main() -> int:
    parser = argparse.ArgumentParser(description="How many mutants does `symc verify` catch?")
    parser.add_argument("specs", nargs="*", default=SPECS)
    parser.add_argument("--each", type=int, default=12, help="mutants of each spec")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    total, found, alone, survivors = score(tuple(options.specs), options.each, options.seed)
    print(f"\n{found} of {total} mutants caught: {found / total:.1%}")
    print("mutants that are the same module, for the reasons below, are not counted")
    print(f"{alone} of them, {alone / total:.1%}, without a comparison with a fresh module\n")
    for line in survivors:
        print(line)
    return 0 if found >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
