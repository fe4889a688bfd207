"""Tables of software guarantees: of every model in `docs`, of every file in the README."""

import re
from collections.abc import Iterable
from pathlib import Path

from symc.verify.guarantees import GUARANTEES
from symc.verify.results import Check

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "docs" / "guarantees.md"
README = ROOT / "README.md"
MARKS = "<!-- guarantees -->", "<!-- /guarantees -->"

UNTRIED = "·"
WORDS = {"passed": "yes", "failed": "**no**", "skipped": "–"}

TOP = """\
Every model of `examples/*.sym`, and whether it can be used with what stands above: `torch.compile`
as one graph, compiled once for three batch sizes and three n; the default backend; `torch.export`
and ONNX with free batch and n; copies, `torch.func`, autocast to bfloat16; three steps of Adam, by
two processes (of complex weights steps of descent: under FSDP the Adam of torch 2.13 leaves some
complex vectors as they are); import without symc. Models on graphs take graphs of three sizes,
alone and several in a batch. Of a model that draws elements (`by sample`) the draws are the same in
both; such ones are not tried with ONNX, nor with two processes. Where a field of a called model is
used by nothing, `DistributedDataParallel` wants `find_unused_parameters`. **no** fails and `–` is
not applicable, for the reason under the table. `·` is not tried: the C++ compiler takes minutes,
and `python -m benchmarks.guarantees --all --write` tries it everywhere.
"""


def head() -> str:
    """The first two lines of the table of models."""
    return _head(("example", "model"))


def _head(first: Iterable[str]) -> str:
    held = tuple(first)
    names = [*held, *(g.name for g in GUARANTEES)]
    return f"| {' | '.join(names)} |\n|{'---|' * len(held)}{':-:|' * len(GUARANTEES)}"


def cells(found: Iterable[Check], before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What is shown of every guarantee; of those not tried now, what was shown before."""
    by_name = {check.name: WORDS[check.status] for check in found}
    kept = before or (UNTRIED,) * len(GUARANTEES)
    return tuple(by_name.get(g.name, was) for g, was in zip(GUARANTEES, kept, strict=True))


def reasons(example: str, model: str, found: Iterable[Check]) -> list[str]:
    """For what did not pass, a line that says why; one for all guarantees with the same reason."""
    names: dict[str, list[str]] = {}
    for check in found:
        if check.status != "passed":
            names.setdefault(check.detail, []).append(check.name)
    return [f"- `{example}`, `{model}`: {', '.join(x)}: {why}" for why, x in names.items()]


def rows(page: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The cells of every model in the table of models."""
    found = {}
    for line in page.splitlines():
        if line.startswith("| `"):
            example, model, *rest = (cell.strip(" `") for cell in line.strip("|").split("|"))
            found[example, model] = tuple(rest)
    return found


def told(page: str) -> dict[tuple[str, str], list[str]]:
    """The reasons under the table of models."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in page.splitlines():
        if match := re.match(r"- `(\w+)`, `(\w+)`: ", line):
            found.setdefault((match[1], match[2]), []).append(line)
    return found


def models(
    shown: dict[tuple[str, str], tuple[str, ...]], why: dict[tuple[str, str], list[str]]
) -> str:
    """The page of all models, file by file."""
    order = sorted(shown, key=lambda key: key[0])
    lines = [f"| `{key[0]}` | `{key[1]}` | {' | '.join(shown[key])} |" for key in order]
    under = [line for key in order for line in why.get(key, ())]
    return "\n".join([TOP, head(), *lines, "", *under]).rstrip() + "\n"


def summary(page: str) -> str:
    """The table of the README: every file, all of its models together."""
    files: dict[str, list[tuple[str, ...]]] = {}
    for (example, _), shown in rows(page).items():
        files.setdefault(example, []).append(shown)
    lines = [_head(("example",))]
    for example, held in files.items():
        both = (_together(column) for column in zip(*held, strict=True))
        lines.append(f"| `{example}` | {' | '.join(both)} |")
    return "\n".join(lines)


def _together(column: tuple[str, ...]) -> str:
    """One cell for the models of a file."""
    if WORDS["failed"] in column or len(set(column)) == 1:
        return WORDS["failed"] if WORDS["failed"] in column else column[0]
    return f"{column.count(WORDS['passed'])} of {len(column)}"


def between(readme: str) -> str:
    """What stands between the marks in the README."""
    return readme.partition(MARKS[0])[2].partition(MARKS[1])[0].strip("\n")


def put(readme: str, table: str) -> str:
    """The README with another table between its marks."""
    before, _, rest = readme.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    return f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}"
