"""The module on a Python without symc; torch itself needs sympy and jinja2."""

import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from symc.ir.model import Extern
from symc.verify.guarantees.case import Broken, Case

SCRIPT = """
import sys
sys.path[:0] = {path!r}

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("symc", "lark"):
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

sys.meta_path.insert(0, Absent())
import importlib.util
spec = importlib.util.spec_from_file_location("alone", {file!r})
module = importlib.util.module_from_spec(spec)
sys.modules["alone"] = module
spec.loader.exec_module(module)
for name in {names!r}:
    try:
        getattr(module, name)()
    except Exception as problem:
        print(name, type(problem).__name__ + ":", *str(problem).split())
assert "symc" not in sys.modules
"""


def stands_alone(case: Case) -> None:
    """The module is imported, and a model made, where symc cannot be found.

    Models that hold modules of the user's are not made: those may need what they like.
    """
    models = case.opened.meaning.models
    made = [m.name for m in models if not any(isinstance(node.op, Extern) for node in m.nodes)]
    for line in _said(case.opened.text, tuple(made)):
        name, _, why = line.partition(" ")
        if name == case.model.name:
            raise Broken(why[:200])


@lru_cache(maxsize=1)
def _said(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """A line for every model that cannot be made; that of the import is why none can."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "alone.py"
        file.write_text(text, encoding="utf-8")
        script = SCRIPT.format(path=sys.path[1:], file=str(file), names=names)
        command = [sys.executable, "-B", "-c", script]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=300)
    if done.returncode:
        raise Broken((done.stderr.strip().splitlines() or ["no message"])[-1][:200])
    return tuple(done.stdout.splitlines())
