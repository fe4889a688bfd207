"""Triton kernels without a GPU: their values in the interpreter, their machine code for sm_90."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.problems import PROBLEMS
from symc.emit.backends.triton.splits import splits

pytestmark = pytest.mark.torch
pytest.importorskip("triton")
ROOT = Path(__file__).parent.parent.parent


def run(module: str, words: list[str], interpret: str) -> str:
    environment = {**os.environ, "TRITON_INTERPRET": interpret}
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
@pytest.mark.parametrize("bits", ["32", "64"])
def test_no_kernel_of_mace_spills(bits: str) -> None:
    """Nor takes the product ten seconds to compile."""
    told = measured(bits, "mace-medium", "mace-large")
    assert not [each for each in told if each["STACK"] or each["LOCAL"]]
    assert sum(each["seconds"] for each in told) < 10


@pytest.mark.slow
def test_no_kernel_of_the_benchmarks_spills() -> None:
    names = [name for name in PROBLEMS if not name.startswith("mace")]
    told = measured("32", *names)
    assert {each["problem"] for each in told} == set(names)
    assert not [each for each in told if each["STACK"] or each["LOCAL"]]
    assert max(each["seconds"] for each in told) < 10


@pytest.mark.slow
def test_no_kernel_that_turns_spills() -> None:
    told = measured("32", "3", "5")
    assert {each["problem"] for each in told} == {"3", "5"}
    assert not [each for each in told if each["STACK"] or each["LOCAL"]]


def measured(bits: str, *names: str) -> list[dict[str, Any]]:
    return list(map(json.loads, run("tests.emit.sm90", [bits, *names], "0").splitlines()))


@pytest.mark.parametrize("backward", [False, True])
def test_splits_are_a_partition_and_fit(backward: bool) -> None:
    for problem in PROBLEMS.values():
        for form in problem.forms:
            found = splits(form, 1, backward)
            assert sorted(p for paths in found for p in paths) == list(range(len(form.paths)))
            assert len(splits(form, 2, backward)) >= len(found)


@pytest.mark.slow
def test_the_benchmark_for_gpus_refuses_without_one_and_measures() -> None:
    """Its parts run on a CPU, where the operators are C++."""
    import torch

    from benchmarks import products_gpu

    if not torch.cuda.is_available():
        command = [sys.executable, "-m", "benchmarks.products_gpu"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 2 and "no CUDA device" in done.stderr
    machine = products_gpu.Device("cpu", products_gpu.bandwidth("cpu"), 1e11)
    line = products_gpu.row(PROBLEMS["mace-medium"], 64, "cpu", machine, 1)
    assert line.startswith("mace-medium") and line.count("x)") == 2
