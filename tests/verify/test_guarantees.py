"""Every software guarantee of every example, held against the tables that are shown of them."""

from pathlib import Path

import pytest

from benchmarks.guarantee_tables import PLACE, README, between, cells, head, reasons, rows, summary
from benchmarks.guarantees import EXAMPLES, opened, tried
from symc.verify.guarantees import Case, look
from symc.verify.guarantees.transforms import differentiates

PATHS = sorted(EXAMPLES.glob("*.sym"))
REMEDY = "python -m benchmarks.guarantees --write"


def test_the_tables_are_of_these_guarantees_and_examples() -> None:
    page = PLACE.read_text(encoding="utf-8")
    assert head() in page
    assert {example for example, _ in rows(page)} == {path.stem for path in PATHS}, REMEDY


def test_the_readme_shows_what_the_page_shows() -> None:
    page, readme = PLACE.read_text(encoding="utf-8"), README.read_text(encoding="utf-8")
    assert between(readme) == summary(page), REMEDY


@pytest.mark.torch
@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_examples_keep_the_guarantees_that_the_table_shows(path: Path) -> None:
    there, page = opened(path), PLACE.read_text(encoding="utf-8")
    table = {model: shown for (example, model), shown in rows(page).items() if example == path.stem}
    assert set(table) == {model.name for model in there.meaning.models}, f"{REMEDY} {path.stem}"
    for model in there.meaning.models:
        guarantees = tried(path.stem, model.name)
        found = tuple(look(guarantee, Case(there, model)) for guarantee in guarantees)
        shown = table[model.name]
        assert cells(found, shown) == shown, [check for check in found if not check.ok]
        untold = tuple(check for check in found if check.status == "skipped")
        for line in reasons(path.stem, model.name, untold):
            assert line in page


@pytest.mark.slow
@pytest.mark.torch
def test_gradients_that_are_zero_but_for_rounding_agree() -> None:
    """A canonical place is chosen by a softmax, which a shift of all scores leaves alone."""
    there = opened(EXAMPLES / "rotated_digits.sym")
    (model,) = (each for each in there.meaning.models if each.name == "Quarters")
    differentiates(Case(there, model))
