"""Every SYM0xx code has a rejected example, and its diagnostic reads as the golden says."""

from pathlib import Path

import pytest

from symc import errors
from symc.parse import parse, read_source
from symc.report import CompileError
from tests.conftest import Golden

REJECTED = Path(__file__).parent.parent / "rejected"
CASES = sorted(REJECTED.glob("SYM0*.sym"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_diagnostic_is_the_golden(path: Path, golden: Golden) -> None:
    with pytest.raises(CompileError) as failure:
        parse(read_source(path.read_bytes(), path.name))
    (diagnostic,) = failure.value.diagnostics
    assert diagnostic.code == path.stem[:6]
    golden(path.with_suffix(".out"), str(failure.value))


def test_every_code_has_an_example() -> None:
    codes = {entry.code for entry in errors.entries() if entry.code.startswith("SYM0")}
    assert codes == {path.stem[:6] for path in CASES}


def test_no_golden_is_an_orphan() -> None:
    assert {path.stem for path in REJECTED.glob("*.out")} <= {
        path.stem for path in REJECTED.glob("*.sym")
    }
