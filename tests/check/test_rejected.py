"""Every diagnostic of the checker, by a spec that it rejects and the drawing of what it says."""

import re
from pathlib import Path

import pytest

from symc.check import survey
from symc.errors import entries
from symc.parse import parse, read_source
from symc.report import draw_all
from tests.check.specs import beside, folder
from tests.conftest import Golden

HERE = Path(__file__).parent.parent / "rejected"
SPECS = sorted(HERE.glob("SYM[1-5]*.sym"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_checker_says_what_is_wrong(path: Path, golden: Golden) -> None:
    source = read_source(path.read_bytes(), path.name)
    settings = dict(re.findall(r"^# --set (\w+)=(\S+)", source.text, flags=re.MULTILINE))
    found = survey(parse(source), folder(HERE), settings, beside(HERE)).diagnostics
    assert path.stem[:6] in [problem.code for problem in found]
    golden(path.with_suffix(".out"), draw_all(found))


def test_every_code_of_the_checker_has_a_rejected_spec() -> None:
    mine = {entry.code for entry in entries() if entry.code[3] in "12345"}
    assert mine <= {path.stem[:6] for path in SPECS}


def test_explanations_are_prose() -> None:
    for entry in entries():
        assert entry.title.endswith("."), entry.code
