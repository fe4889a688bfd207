"""Command lines run in this process and in others."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from symc.cli import main

SPECS = Path(__file__).parent.parent / "specs"
GRAPH = SPECS / "graph.sym"

SMALL = """\
param width = 4
size n
group Nodes = S(n)
model Small(x: 2 [Nodes]) -> width [Nodes] {
    return linear(x -> width [Nodes])
}
"""


def run(*words: str | Path, stdin: str | bytes | None = None, **env: str) -> Result:
    """What a command line prints and exits with."""
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin, env=env)


def data(*words: str | Path, stdin: str | None = None) -> Any:
    """The JSON that a command line prints."""
    return json.loads(run(*words, "--json", stdin=stdin).stdout)


def process(
    *words: str | Path, folder: Path | None = None, **env: str
) -> "subprocess.CompletedProcess[bytes]":
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "symc", *map(str, words)],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        timeout=60,
        check=False,
    )


def spec(folder: Path, name: str = "small.sym", text: str = SMALL) -> Path:
    """A spec in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
