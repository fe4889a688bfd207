"""Whatever stands in a text: no question raises, and what is wrong is what a check of it says."""

import random
from pathlib import Path

import pytest

from symc.compiler import understand
from symc.editor.answers import definition, hover
from symc.editor.completion import choices
from symc.editor.knowledge import Page, opened, study
from symc.files import importer, reader
from symc.parse import format_source
from symc.parse.lexer import Lexer
from symc.report import CompileError, Diagnostic, Source

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("examples", "tests/accepted", "tests/specs", "tests/rejected")
SPECS = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.sym"))]
PIECES = (
    *("\n", "\r\n", "\r", "\t", "\0", "\ufeff", "\u2028", "\U0001d54a", "\u00e9", "#", '"', "_"),
    *("{", "}", "(", ")", "[", "]", "->", "=", ":", ";", "..", "x.", "Rot.", "0", "99999"),
    *("model M(", "by ", "with Rot: ", 'import "a.sym"\n', "64x0e + ", "sym^2", "wr", "over"),
)


def edited(text: str, draw: random.Random) -> str:
    """A text after a random edit: cut off, cut into, put into, or partly moved."""
    a, c = draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)
    b = min(len(text), a + draw.choice((0, 1, 5, 40, 400)))
    match draw.randrange(6):
        case 0:
            return text[:a]
        case 1:
            return text[a:]
        case 2:
            return text[:a] + text[b:]
        case 3:
            return text[:c] + text[a:b] + text[c:]
    return text[:a] + draw.choice(PIECES) + text[b if draw.random() < 0.5 else a :]


def checked(text: str, path: Path) -> tuple[Diagnostic, ...]:
    """What `symc check` says of a text."""
    source = Source(str(path), text.replace("\r", " "))
    try:
        return understand(source, importer(path), {}, reader(path)).warnings
    except CompileError as problem:
        return problem.diagnostics


def asked(page: Page, text: str, draw: random.Random) -> None:
    """Questions at places in and beyond a text."""
    for offset in (0, len(text) + 3, *(draw.randrange(len(text) + 2) for _ in range(20))):
        hover(page, offset)
        definition(page, offset)
        offered = [choice.text for choice in choices(page, offset)]
        assert len(set(offered)) == len(offered)


def comments(text: str) -> list[str]:
    tokens = Lexer(Source("a.sym", text)).tokens()
    return [token.text.rstrip() for token in tokens if token.kind == "COMMENT"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_random_edits_are_understood_as_a_check_understands_them(seed: int) -> None:
    draw = random.Random(seed)
    for path in draw.sample(SPECS, 8):
        text = path.read_bytes().decode("utf-8", errors="replace")
        if len(text) > 9_000:
            continue
        page = opened(study(text, path))
        for _ in range(4):
            text = edited(text, draw)
            page = page.after(study(text, path))
            found = page.latest.diagnostics
            assert found == checked(text, path)
            assert not [each for each in found if each.kind == "internal"]
            asked(page, text, draw)
            try:
                assert comments(format_source(Source("a.sym", text))) == comments(text)
            except CompileError:
                assert page.latest.survey is None or found
