"""Every example next to itself: its own checkpoints load as they are, and all weights are known."""

from pathlib import Path
from typing import Any

import pytest

from symc import compile as compiled
from symc.compare import compare
from symc.compare.compared import differences
from symc.compiler import understand
from symc.files import importer, read_spec, reader

pytestmark = [pytest.mark.torch, pytest.mark.slow]

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.sym"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_its_own_checkpoints_load(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(path.parent))
    old, new = (understand(read_spec(path), importer(path), {}, reader(path)) for _ in range(2))
    space: dict[str, Any] = {"__name__": "compared"}
    exec(compiled(path), space)
    for found in compare(old, new):
        assert (found.verdict, found.contained, found.notes) == ("loads", "same", ()), found.reason
        assert differences(found, space[found.model]().state_dict()) == ()
