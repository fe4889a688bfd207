"""Triton kernels without a GPU: their values in the interpreter, their machine code for sm_90."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.problems import PROBLEMS
from symc.emit.backends.triton.splits import launches

pytestmark = pytest.mark.torch
pytest.importorskip("triton")
ROOT = Path(__file__).parent.parent.parent


def run(module: str, words: list[str], interpret: str) -> str:
    environment = {**os.environ, "TRITON_INTERPRET": interpret, "TRITON_ALWAYS_COMPILE": "1"}
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_kernels_are_the_definition() -> None:
    """Values in three types and all derivatives by rule, along edges."""
    run("tests.emit.interpreted", ["quick"], "1")


@pytest.mark.slow
def test_all_kinds_of_kernels_and_second_derivatives() -> None:
    run("tests.emit.interpreted", ["all"], "1")


@pytest.mark.slow
def test_forces_by_kernels_have_the_same_bits_for_edges_in_any_order() -> None:
    run("tests.emit.interpreted", ["forces"], "1")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["fp32", "fp64", "bf16"])
def test_no_kernel_of_the_benchmarks_spills(kind: str) -> None:
    """Nor takes any product long to compile.

    The goal is 10 s of CPU with all derivatives, where 6 to 8 are needed; other jobs on a machine
    lengthen that up to twice.
    """
    told = measured(kind, *PROBLEMS)
    assert {each["problem"] for each in told} == set(PROBLEMS)
    assert not [each for each in told if each["STACK"] or each["LOCAL"]]
    assert max(seconds(told, name) for name in PROBLEMS) < 20


def seconds(told: list[dict[str, Any]], name: str) -> float:
    """The CPU time of all kernels of a product; a problem of several widths has several."""
    spent: dict[int, float] = {}
    for each in told:
        if each["problem"] == name:
            spent[each["form"]] = spent.get(each["form"], 0.0) + each["seconds"]
    return max(spent.values())


@pytest.mark.slow
def test_weights_that_products_make_are_multiplied_by_tensor_cores() -> None:
    """All but those in single precision, and without spills."""
    lines = run("tests.emit.sm90", ["weights"], "0").splitlines()
    told = {each["precision"]: each for each in map(json.loads, lines)}
    assert {name: each["mma"] for name, each in told.items()} == {
        "ieee": False,
        "tf32x3": True,
        "tf32": True,
        "bf16": True,
    }
    assert not [each for each in told.values() if each["STACK"] or each["LOCAL"]]


@pytest.mark.slow
def test_no_kernel_that_turns_spills() -> None:
    told = measured("fp32", "3", "5")
    assert {each["problem"] for each in told} == {"3", "5"}
    assert not [each for each in told if each["STACK"] or each["LOCAL"]]


def measured(kind: str, *names: str) -> list[dict[str, Any]]:
    return list(map(json.loads, run("tests.emit.sm90", [kind, *names], "0").splitlines()))


@pytest.mark.parametrize("backward", [False, True])
def test_splits_are_a_partition_and_fit(backward: bool) -> None:
    for problem in PROBLEMS.values():
        for form in problem.forms:
            found = launches(form, backward)
            paths = [(p + each.weight, each) for each in found for p, _ in each.share.paths]
            assert sorted(p for p, _ in paths) == list(range(len(form.paths)))
            for each in found:
                for p, path in each.share.paths:
                    other = form.paths[p + each.weight]
                    assert (path.x + each.x, path.y, path.z + each.z) == (other.x, other.y, other.z)
                    assert path.coupling == other.coupling


@pytest.mark.parametrize("backward", [False, True])
def test_irreps_in_both_parities_share_kernels(backward: bool) -> None:
    """Half as many kernels as launches, unless the outputs of both parities are sums of both."""
    (form,) = PROBLEMS["nequip-benzene"].forms
    found = launches(form, backward)
    assert len({each.share for each in found}) == len(found) / 2
    (single,) = PROBLEMS["128x l=3, all"].forms
    alone = launches(single, backward)
    assert len({each.share for each in alone}) == len(alone)
