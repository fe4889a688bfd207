"""Two processes that wait for models to train, as what they import takes longer than training."""

import atexit
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from symc.verify.guarantees.case import Broken

WORLD = 2
LIMIT = 300
"""Seconds after which a process ends itself."""

LOST = "gloo/transport"
"""What the other process says when one has failed."""

START = """
import sys
sys.path[:] = {path!r}
from symc.verify.guarantees.worker import serve
serve({folder!r}, int(sys.argv[1]))
"""


class Died(Broken):
    """A process was ended by a signal, as threads of gloo sometimes do: no word on the model."""


class Pair:
    """Both processes; they are started when there is something to do, and again after a failure."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._running: list[subprocess.Popen[str]] = []
        atexit.register(self.end)

    def work(self, folder: str, model: str) -> None:
        """Trains a model of the module in a folder; what a process says when it fails is raised."""
        if not self._running:
            self._start()
        task = json.dumps({"path": sys.path, "folder": folder, "model": model})
        try:
            for process in self._running:
                _tell(process, task)
            answers = [_heard(process) for process in self._running]
        except BaseException:
            self.end()
            raise
        if set(answers) != {"done"}:
            raise self._failed(answers)

    def end(self) -> None:
        """Ends both processes."""
        for process in self._running:
            process.kill()
            process.communicate()
        if self._folder is not None:
            self._folder.cleanup()
        self._folder, self._running = None, []

    def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        text = START.format(path=sys.path, folder=self._folder.name)
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
        for rank in range(WORLD):
            with open(self._errors(rank), "w", encoding="utf-8") as errors:
                process = subprocess.Popen(
                    [sys.executable, "-c", text, str(rank)],
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
            self._running.append(process)

    def _errors(self, rank: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"errors{rank}.txt"

    def _failed(self, answers: list[str]) -> Broken:
        """What was answered, or was said last without an answer; both processes are ended."""
        silent = [rank for rank, answer in enumerate(answers) if not answer]
        codes = [self._running[rank].wait(LIMIT) for rank in silent]
        said = [self._errors(rank).read_text(errors="replace").strip() for rank in silent]
        self.end()
        if any(code < 0 for code in codes):
            return Died("a process was ended by a signal")
        ends = [re.sub(r"^\[rank\d+\]: ", "", text.splitlines()[-1]) for text in said if text]
        errors = [line for line in ends if re.match(r"[\w.]*(Error|Exception)\b", line)]
        told = [*errors, *(answer for answer in answers if answer not in ("", "done"))]
        return Broken(min(told or ["no message"], key=lambda line: LOST in line)[:200])


def _tell(process: "subprocess.Popen[str]", task: str) -> None:
    """Sends a task; a process that is no more does not answer."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        print(task, file=process.stdin, flush=True)


def _heard(process: "subprocess.Popen[str]") -> str:
    """The answer: a line, and none from a process that ended."""
    assert process.stdout is not None
    return process.stdout.readline().strip()
