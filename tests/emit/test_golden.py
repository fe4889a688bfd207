"""The generated files of four specs, line by line, and no other goldens of modules."""

from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.oracle.modules import generate, spec

FOLDER = Path(__file__).parent.parent / "golden"
NAMES = ("deepsets", "graph", "inertia", "cloud")


@pytest.mark.parametrize("name", NAMES)
def test_the_module_is_the_golden_one(name: str, golden: Golden) -> None:
    golden(FOLDER / f"{name}.py", generate(spec(name), name))


def test_there_is_no_orphan() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} <= set(NAMES)
