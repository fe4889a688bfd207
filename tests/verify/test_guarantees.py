"""Every software guarantee of every example, held against the table that is shown of them."""

from pathlib import Path

import pytest

from benchmarks.guarantees import EXAMPLES, PLACE, head, opened, reasons, row, tried
from symc.verify.guarantees import Case, look

pytestmark = [pytest.mark.torch, pytest.mark.slow]

PATHS = sorted(EXAMPLES.glob("*.sym"))


def test_the_table_is_of_these_guarantees() -> None:
    assert head() in PLACE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_examples_keep_the_guarantees_that_the_table_shows(path: Path) -> None:
    there, table = opened(path), PLACE.read_text(encoding="utf-8").splitlines()
    for model in there.meaning.models:
        shown = next((x for x in table if x.startswith(f"| `{path.stem}` | `{model.name}` |")), "")
        assert shown, f"{path.stem}, {model.name}: python -m benchmarks.guarantees > {PLACE.name}"
        found = tuple(look(guarantee, Case(there, model)) for guarantee in tried(path))
        assert row(path, model.name, found) == shown, [c for c in found if not c.ok]
        untold = tuple(check for check in found if check.status == "skipped")
        for line in reasons(path, model.name, untold):
            assert line in table
