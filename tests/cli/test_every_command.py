"""Random specs through every command: no traceback, pages that are whole, forms that agree."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from symc.compiler import understand
from symc.ir.model import Model
from symc.report import Source
from symc.solve import solve
from symc.verify import draw, free_sizes
from tests.cli.runs import run, spec
from tests.dossier.test_reports import Page
from tests.oracle.random_specs import Writer, compiles

pytestmark = [pytest.mark.torch, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

START, STOP, MAPS = 1000, 1100, 40
BENCH = ("--sizes", "1,3", "--batch", "2", "--seconds", "0.001", "--json")


def specs() -> dict[str, str]:
    """Random layers that compile, of few maps: each is written by itself by `symc bench`.

    A layer norm of one channel is always 0: `verify` says that nothing depends on it.
    """
    found: dict[str, str] = {}
    for seed in range(START, STOP):
        text = compiles(Writer(seed).spec())
        if text is not None and "layer_norm" not in text and maps_of(text) <= MAPS:
            found[f"layers_{seed}"] = text
    return found


def maps_of(text: str) -> int:
    """How many maps all layers of a spec have."""
    (solved,) = solve(understand(Source("spec.sym", text))).models
    return sum(pair.dimension for basis in solved.bases for pair in basis.pairs)


def well(*words: str | Path) -> str:
    """What a command prints that must succeed."""
    done = run(*words)
    assert done.exit_code == 0 and "Traceback" not in done.output, (words, done.output)
    return done.stdout


def whole(path: Path) -> str:
    """The text of a page or a picture, all elements of it closed and all signs escaped."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        Page(text)
    ElementTree.fromstring(re.sub(r"<meta([^>]*)>", r"<meta\1/>", text).partition("\n")[2])
    return text


def arrays(model: Model, items: int) -> dict[str, Any]:
    """Random data of a model, as `symc report` takes them."""
    sizes = dict.fromkeys(free_sizes(model), 3)
    found: dict[str, Any] = {}
    values = draw(model, sizes, (items,), 1)
    for argument, xs in zip(model.arguments, values, strict=False):
        names = (
            [argument.name] if len(xs) == 1 else [f"{argument.name}.{i}" for i in range(len(xs))]
        )
        found |= {name: x.numpy() for name, x in zip(names, xs, strict=True)}
    return found


def weights(module: Path, model: str, target: Path) -> None:
    """The weights that a model starts with, as a checkpoint."""
    space: dict[str, Any] = {"__name__": module.stem}
    exec(module.read_text(encoding="utf-8"), space)
    torch.save(space[model]().state_dict(), target)


def through_all(folder: Path, name: str, text: str) -> None:
    """One spec through every command."""
    path = spec(folder, f"{name}.sym", text)
    well("fmt", path)
    once = path.read_text(encoding="utf-8")
    well("fmt", path)
    assert path.read_text(encoding="utf-8") == once
    well("compile", path, "--with-tests", "-o", folder / "out")
    well("explain", path)
    json.loads(well("explain", path, "--json"))
    well("draw", path, "-o", folder / "maps.svg", "--force")
    ElementTree.fromstring((folder / "maps.svg").read_text(encoding="utf-8"))
    well("verify", path, "--quick")
    model = understand(Source(path.name, once)).models[0]
    weights(folder / "out" / f"{name}.py", model.name, folder / "w.pt")
    np.savez(folder / "d.npz", **arrays(model, 4))
    given = ("--checkpoint", folder / "w.pt", "--data", folder / "d.npz")
    for words in ((), given):
        well("report", path, "--quick", "--force", "-o", folder / "r.html", *words)
        assert "NERO" in whole(folder / "r.html") or not model.groups
        captions = re.findall("mean error between.*?<", (folder / "r.html").read_text("utf-8"))
        assert all("flat to rounding" in caption for caption in captions), once
    found = json.loads(well("bench", path, *BENCH))
    assert not found["differing"], (once, found["differing"])
    assert {row["form"] for row in found["rows"]} >= {"generated"}
    assert "same" in well("diff", path, path)


def test_specs_after_seeds_go_through_every_command(tmp_path: Path) -> None:
    every = specs()
    assert len(every) > 10
    for name, text in every.items():
        through_all(tmp_path, name, text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
    done = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
