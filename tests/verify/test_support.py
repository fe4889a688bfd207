"""Functions of support are called by themselves, so that branches that no model takes are run."""

import random
from types import ModuleType

import pytest

from benchmarks.mutating import mutants
from symc.emit.backends.torch.support import closure, imports_of
from symc.resources import read
from symc.verify.loading import run_text
from symc.verify.support import CASES, support
from symc.verify.support_frames import FRAMES

pytestmark = pytest.mark.torch

SNIPPETS = {
    "mean",
    "permute",
    "shared",
    "check",
    "twist_into",
    "adjoint_twisted",
    "ordering",
    "collect",
    "einsum",
    "epsilon",
    "stack",
    "vary",
}


def text(names: set[str]) -> str:
    """A module of nothing but support."""
    found = closure(names)
    snippets = [read("templates", "torch", "support", f"{name}.py") for name in found]
    usual = "import torch\nfrom torch import Tensor, nn"
    return "\n\n\n".join(["\n".join(imports_of(found)), usual, *snippets]) + "\n"


@pytest.mark.parametrize(
    ("names", "cases", "count"),
    [
        (SNIPPETS, CASES, 30),
        pytest.param({"frames", "gap"}, FRAMES, 12, marks=pytest.mark.slow),
    ],
)
def test_mutants_of_support_are_seen(names: set[str], cases: dict[str, object], count: int) -> None:
    """Of the functions that are called, nine mutants of ten give something else."""
    whole = text(names)
    fresh = run_text(whole, "fresh.py")
    assert support(run_text(whole, "mine.py"), fresh) is None
    every = [m for m in mutants(whole) if m.function in cases]
    functions = {m.function for m in every}
    assert len(functions) >= 8
    chosen = random.Random(0).sample(every, count)
    lost = [str(m) for m in chosen if not _is_seen(m.of(whole), fresh)]
    assert len(lost) <= count // 10, lost


def _is_seen(changed: str, fresh: ModuleType) -> bool:
    return support(run_text(changed, "mutant.py"), fresh) is not None
