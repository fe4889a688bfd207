"""How long `symc check` and the language server take on specs of some hundred lines.

    python -m benchmarks.editor

Per size: `check`, parse and check in a process that has started; `edit`, from a change of the text
to the diagnostics at the client, over pipes. CPU time of the process that does the work, and for
edits wall time beside it; medians, and what 95 % stay below.
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
TURNS = 40


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
        start = time.process_time()
        understand(Source("a.sym", f"{text}# {turn}\n"))
        times.append(time.process_time() - start)
    return times


def edited(text: str) -> list[tuple[float, float]]:
    """CPU time of the server, and wall time, of every edit."""
    times = []
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as client:
        client.open(text)
        for turn in range(TURNS):
            before = spent(client.pid)
            wall = client.change(f"{text}# {turn}\n", turn + 2)[1]
            times.append((spent(client.pid) - before, wall))
    return times


def spent(pid: int) -> float:
    """Seconds that a process has run on a CPU, by Linux; elsewhere no number."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        nanoseconds = [int((task / "schedstat").read_text().split()[0]) for task in tasks]
    except OSError:
        return float("nan")
    return sum(nanoseconds) * 1e-9


def cells(times: list[float]) -> list[str]:
    """The median, and what 95 % stay below."""
    late = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return [f"{1e3 * t:.0f} ms" for t in (statistics.median(times), late)]


def main() -> None:
    print("| lines | check, first | check | 95 % | edit | 95 % | edit, wall | 95 % |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    for lines in (50, 200, 800):
        text = spec(lines)
        check, edit = checked(text), edited(text)
        row = [*cells(check[1:]), *cells([cpu for cpu, _ in edit]), *cells([w for _, w in edit])]
        print(f"| {text.count(chr(10))} | {1e3 * check[0]:.0f} ms | {' | '.join(row)} |")


if __name__ == "__main__":
    main()
