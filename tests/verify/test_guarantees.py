"""Every software guarantee of every example, held against the table that is shown of them."""

from pathlib import Path

import pytest

from benchmarks.guarantees import EXAMPLES, PLACE, head, opened, row, tried
from symc.verify.guarantees import Case, look

pytestmark = [pytest.mark.torch, pytest.mark.slow]

PATHS = sorted(EXAMPLES.glob("*.sym"))


def example(path: Path) -> object:
    """An example as a parameter; one without a row in the table is not promised anything yet."""
    shown = f"| `{path.stem}` |" in PLACE.read_text(encoding="utf-8")
    why = f"not in {PLACE.name} yet: python -m benchmarks.guarantees"
    marks = () if shown else (pytest.mark.xfail(reason=why, strict=False),)
    return pytest.param(path, id=path.stem, marks=marks)


def test_the_table_is_of_these_guarantees() -> None:
    assert head() in PLACE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [example(path) for path in PATHS])
def test_examples_keep_the_guarantees_that_the_table_shows(path: Path) -> None:
    there, table = opened(path), PLACE.read_text(encoding="utf-8").splitlines()
    for model in there.meaning.models:
        shown = next((x for x in table if x.startswith(f"| `{path.stem}` | `{model.name}` |")), "")
        assert shown, f"{path.stem}, {model.name}: python -m benchmarks.guarantees > {PLACE.name}"
        found = tuple(look(guarantee, Case(there, model)) for guarantee in tried(path))
        assert row(path, model.name, found) == shown, [c for c in found if not c.ok]
        assert all(check.ok for check in found)
