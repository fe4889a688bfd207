"""Checks in a process of their own, which may die of what a module does without taking this one."""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any, TypeAlias

from symc.compiler import write
from symc.ir.model import Model
from symc.verify.loading import Opened
from symc.verify.results import Check, Status
from symc.verify.unrun import WATCHES, traced
from symc.verify.values import Sizes

WORKER = """
import sys
sys.path[:0] = {path!r}
from {module} import work
from symc.verify.workers import answer
answer(work, {folder!r})
"""

MODULE = "module.py"
"""The name of the file that the module seems to be there."""

PATIENCE = 900
"""Seconds after which a process is taken to hang."""

Work: TypeAlias = tuple[Model, Sizes, str, str]
"""A model, its sizes, the text of a fresh module and that of the module."""

Said: TypeAlias = tuple[Status, str]
"""How a check ended, and why."""


def work_apart(
    module: str, opened: Opened, model: Model, sizes: Sizes, more: Mapping[str, str | None]
) -> Said:
    """What `work` of a module of this package says in an environment with some more, or less."""
    with tempfile.TemporaryDirectory() as folder:
        held: Work = (model, dict(sizes), write(opened.plan), opened.text)
        Path(folder, "held").write_bytes(pickle.dumps((held, bool(WATCHES))))
        changed = {**os.environ, "OMP_NUM_THREADS": "1", **more}
        environment = {name: value for name, value in changed.items() if value is not None}
        text = WORKER.format(path=sys.path, module=module, folder=folder)
        command = [sys.executable, "-c", text]
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return "failed", f"it did not end within {PATIENCE} s"
        said = Path(folder, "said")
        if said.exists():
            status, why, lines = json.loads(said.read_text())
            for watch in WATCHES:
                watch.lines.update(lines)
            return status, why
    last = (done.stderr.strip().splitlines() or [""])[-1][:200]
    return "failed", last or f"the process died, with exit code {done.returncode}"


def asked(
    name: str,
    hindered: Callable[[], str],
    look: Callable[[Opened, Model, Sizes], Said],
    opened: Opened,
    model: Model,
    sizes: Sizes,
) -> list[Any]:
    """What a process of its own found, or why there is none."""
    why, start = hindered(), perf_counter()
    said: Said = ("skipped", why) if why else look(opened, model, sizes)
    return [Check(name, *said, perf_counter() - start)]


def answer(work: Any, folder: str) -> None:
    """In the process: does the work and leaves what it says, and what ran of the module."""
    held, is_watched = pickle.loads(Path(folder, "held").read_bytes())
    lines = set[int]()
    with traced(lines, _is_own) if is_watched else nullcontext():
        status, why = work(*held, folder)
    Path(folder, "said").write_text(json.dumps((status, why, sorted(lines))))


def _is_own(frame: FrameType) -> bool:
    return frame.f_code.co_filename == MODULE
