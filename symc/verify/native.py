"""Products in C++: built by the compiler that is there, against plain operations."""

import hashlib
import os
import shlex
import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn

from symc.ir.model import Model
from symc.verify.agreement import differ
from symc.verify.checkpoints import randomise
from symc.verify.graphs import on_graphs
from symc.verify.loading import Opened, apart, run_text, shared_name
from symc.verify.routes import (
    Way,
    by_itself,
    compiled,
    derivatives,
    first_derivatives,
    partial_derivatives,
    results,
    routed,
    single,
    single_derivatives,
    transformed,
)
from symc.verify.values import Sizes, kind_of
from symc.verify.workers import MODULE, Said, work_apart

CLOSE, ROUGH = 1e-9, 1e-4
"""How far double and single precision may be apart."""

WAYS: tuple[tuple[Way, Way, float], ...] = (
    (results, results, CLOSE),
    (derivatives, derivatives, CLOSE),
    (partial_derivatives, partial_derivatives, CLOSE),
    (transformed, transformed, CLOSE),
    (compiled, first_derivatives, CLOSE),
    (single, single, ROUGH),
    (single_derivatives, single_derivatives, ROUGH),
)
"""Ways to run C++, what plain operations give, and how close they are to be."""

THREADS = 2
"""Gradients of shared weights are summed over threads."""

MUCH = 2**40
"""Work for which a library is worth building."""


def has_native(opened: Opened) -> bool:
    """Whether a module has products in C++."""
    return '_SOURCE = r"""' in opened.text


def unbuilt() -> str:
    """Why no C++ can be built, or nothing."""
    if os.environ.get("SYMC_NATIVE") == "0":
        return "not run: SYMC_NATIVE is 0"
    return "" if compiler() else "not run: no C++ compiler"


def compiler() -> str | None:
    """The compiler that torch calls, if it is there."""
    return shutil.which(os.environ.get("CXX", "c++"))


def native(opened: Opened, model: Model, sizes: Sizes) -> Said:
    """Results and derivatives to the second order in C++ are those by plain operations."""
    return work_apart(__name__, opened, model, sizes, {"TRITON_INTERPRET": None})


def work(model: Model, sizes: Sizes, expected: str, text: str, folder: str) -> Said:
    """In the process: says where C++ differs from a fresh module without."""
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True, warn_only=True)  # what is never written is NaN
    _build_by(Path(folder))
    usual = _Asked(run_text(apart(f"{expected}\n# as it is\n"), "usual.py"))
    kind = kind_of(model, torch.float64)

    def made(module: ModuleType) -> nn.Module:
        return randomise(on_graphs(getattr(module, model.name)(dtype=kind).eval(), model))

    routed(model, made(usual.module), sizes, results, by_itself)
    if not usual.found:
        return "skipped", "this model calls no product"
    if not all(usual.found.values()):
        return "skipped", f"not run: {usual.why}"
    plain = run_text(expected, "fresh.py")
    vars(plain)["_native"] = lambda *_: None
    mine = _Asked(run_text(apart(text), MODULE))
    net, other = made(mine.module), made(plain)
    for way, usually, close in WAYS:
        found = routed(model, net, sizes, way, by_itself)
        wanted = routed(model, other, sizes, usually, by_itself)
        problem = mine.why or differ(found, wanted, close)
        if problem:
            return "failed", f"{way.__name__.replace('_', ' ')}: {problem}"
    if mine.found.keys() != usual.found.keys():
        return "failed", "it does not call the C++ that a fresh module calls"
    return "passed", ""


class _Asked:
    """A module that takes C++ for every product, and which libraries it asked for."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.why = module, ""
        self.found: dict[str, bool] = {}
        held: dict[str, Any] = vars(module)
        self._native: Callable[..., Any] = held["_native"]
        serves = held["_serves"]
        held["_native"] = self._library
        held["_serves"] = lambda x, work, *rest: serves(x, max(work, MUCH), *rest)

    def _library(self, name: str, *rest: Any) -> Any:
        """The library, which another text with the same C++ has, too."""
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            library = self._native(shared_name(name), *rest)
        self.found[shared_name(name)] = library is not None
        if library is None:
            self.why = str(said[-1].message) if said else "no C++ could be built"
        return library


def _build_by(folder: Path) -> None:
    """What is built for torch's loader is built here, with little optimisation, and kept."""
    from torch.utils import cpp_extension

    loader: Any = cpp_extension
    kept = Path(loader._get_build_directory("symc_verified", False))

    def load(
        name: str, sources: list[str], extra_cflags: list[str], extra_ldflags: list[str], **_: Any
    ) -> None:
        flags = ["-O1" if each.startswith("-O") else each for each in extra_cflags]
        command = [*shlex.split(str(compiler())), "-shared", "-fPIC", "-std=c++17", *flags]
        command += extra_ldflags
        text = "\n".join([*sources, *command])
        library = kept / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.so"
        if not library.exists():
            _build(command, sources[0], folder / "made.cpp", library)
        shutil.copy(library, folder / f"{name}.so")

    loader.load_inline = load
    loader._get_build_directory = lambda *_: str(folder)


def _build(command: list[str], text: str, source: Path, library: Path) -> None:
    """Builds a library; it is there only when it is whole, as others may build the same."""
    source.write_text(text)
    made = library.with_suffix(f".{os.getpid()}")
    done = subprocess.run([*command, str(source), "-o", str(made)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["the compiler failed"])[0][:200])
    os.replace(made, library)
