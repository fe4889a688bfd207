"""Kernels for GPUs without one: run by Triton's interpreter, against plain operations."""

import importlib
import importlib.util
import os

import torch

from symc.ir.model import Model
from symc.verify.agreement import differ
from symc.verify.checkpoints import randomise
from symc.verify.graphs import on_graphs
from symc.verify.loading import Opened, apart, run_text
from symc.verify.routes import by_itself, derivatives, partial_derivatives, results, routed, single
from symc.verify.values import Sizes, kind_of
from symc.verify.workers import MODULE, Said, work_apart

CLOSE, ROUGH = 1e-9, 1e-4
"""How far double and single precision may be apart."""

WAYS = ((results, CLOSE), (derivatives, CLOSE), (partial_derivatives, CLOSE), (single, ROUGH))


def has_kernels(opened: Opened) -> bool:
    """Whether a module has functions that Triton compiles."""
    return "@triton.jit" in opened.text


def uninterpreted() -> str:
    """Why kernels cannot be run by the interpreter, or nothing."""
    return "" if importlib.util.find_spec("triton") else "not run: triton is not installed"


def kernels(opened: Opened, model: Model, sizes: Sizes) -> Said:
    """Results and derivatives to the second order by kernels are those by plain operations.

    Triton decides at its import whether it interprets, so that this is a process of its own.
    """
    return work_apart(__name__, opened, model, sizes, {"TRITON_INTERPRET": "1"})


def work(model: Model, sizes: Sizes, expected: str, text: str, folder: str) -> Said:
    """In the process: says where kernels differ from a fresh module that has none."""
    torch.set_num_threads(1)
    importlib.import_module("triton")
    del os.environ["TRITON_INTERPRET"]
    fresh = run_text(expected, "fresh.py")
    os.environ["TRITON_INTERPRET"] = "1"
    mine = run_text(apart(text), MODULE)
    kind = kind_of(model, torch.float64)
    made = [getattr(each, model.name)(dtype=kind).eval() for each in (mine, fresh)]
    nets = [randomise(on_graphs(net, model)) for net in made]
    for way, close in WAYS:
        found, wanted = (routed(model, net, sizes, way, by_itself) for net in nets)
        problem = differ(found, wanted, close)
        if problem:
            return "failed", f"{way.__name__.replace('_', ' ')}: {problem}"
    return "passed", ""
