"""How long `symc check` and the language server take on specs of some hundred lines.

    python -m benchmarks.editor

Per size: `check`, parse and check in a process that has started; `edit`, from a change of the text
to the diagnostics at the client, over pipes. Medians, and the slowest; wall time.
"""

import statistics
import tempfile
import time
from pathlib import Path

from symc.compiler import understand
from symc.report import Source
from tests.editor.client import running

HEAD = """\
symc 1

size n
group Nodes = S(n)
group Rot   = O(3)
type Hidden = 32 [Nodes] + 16 [Nodes, Rot]
"""
MODEL = """
model M{0}(x: [Nodes, Rot], q: 4 [Nodes]) -> [Nodes, Rot] {{
    h = linear(x, q -> Hidden)
    repeat 2 {{
        h = gate(h + bilinear(h, h -> same))
        h = linear(h -> same)
    }}
    return linear(h -> [Nodes, Rot])
}}
"""
TURNS = 20


def spec(lines: int) -> str:
    """A spec of about so many lines."""
    text, number = HEAD, 0
    while text.count("\n") < lines - 8:
        text += MODEL.format(number)
        number += 1
    return text


def checked(text: str) -> list[float]:
    times = []
    for turn in range(TURNS):
        start = time.perf_counter()
        understand(Source("a.sym", f"{text}# {turn}\n"))
        times.append(time.perf_counter() - start)
    return times


def edited(text: str) -> list[float]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as client:
        client.open(text)
        return [client.change(f"{text}# {turn}\n", turn + 2)[1] for turn in range(TURNS)]


def main() -> None:
    print("| lines | check, first | check | slowest | edit | slowest |")
    print("|--:|--:|--:|--:|--:|--:|")
    for lines in (50, 200, 800):
        text = spec(lines)
        check, edit = checked(text), edited(text)
        rest = check[1:]
        row = (check[0], statistics.median(rest), max(rest), statistics.median(edit), max(edit))
        print(f"| {text.count(chr(10))} | " + " | ".join(f"{1e3 * t:.0f} ms" for t in row) + " |")


if __name__ == "__main__":
    main()
