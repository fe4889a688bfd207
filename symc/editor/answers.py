"""What an editor asks of a place: what stands there, and where it comes from."""

from collections.abc import Iterator

from symc.check.scope import Entity
from symc.editor import describe
from symc.editor.counting import counts
from symc.editor.knowledge import Knowledge, Page
from symc.editor.tokens import word_at
from symc.ir import ast
from symc.ir.symmetry import Type
from symc.parse.lexer import Token
from symc.report import Label, Span

Block = ast.Layer | ast.Model


def hover(page: Page, offset: int) -> tuple[str, int, int] | None:
    """Markdown about the word at an offset, and from where to where the word goes."""
    word = word_at(page.latest.source, offset)
    if word is None:
        return None
    known = page.sound
    text = _value(known, word) or _declared(known, word) or describe.built_in(word.text)
    return (text, word.start, word.end) if text else None


def definition(page: Page, offset: int) -> Span | None:
    """Where the word at an offset was declared or last assigned to."""
    word = word_at(page.latest.source, offset)
    if word is None or word.kind != "NAME":
        return None
    block = block_at(page.sound, offset)
    if block is not None:
        named = [name for name, _ in values_before(block, offset) if name.text == word.text]
        if named:
            return named[-1].span
    entity = entity_of(page.sound, word.text)
    return None if entity is None else entity.name.span


def entity_of(known: Knowledge, name: str) -> Entity | None:
    """The declaration of a name, in this file or in one that it imports."""
    declared = known.survey.declarations if known.survey else ()
    return next((entity for entity in declared if entity.name.text == name), None)


def block_at(known: Knowledge, offset: int) -> Block | None:
    """The layer or model that stands at an offset."""
    declarations = known.file.declarations if known.file else ()
    blocks = [d for d in declarations if isinstance(d, Block)]
    return next((b for b in blocks if b.span.start <= offset <= b.span.end), None)


def values_before(block: Block, offset: int) -> list[tuple[ast.Name, ast.Expression | None]]:
    """The arguments, and the names assigned to before an offset with what was assigned."""
    found: list[tuple[ast.Name, ast.Expression | None]] = [
        (field.name, None) for field in block.arguments
    ]
    for statement in _assignments(block.body.statements):
        name, made = statement.name.span, statement.value.span
        if made.end < offset or name.start <= offset <= name.end:
            found.append((statement.name, statement.value))
    return found


def _assignments(statements: tuple[ast.Statement, ...]) -> Iterator[ast.Assign]:
    for statement in statements:
        if isinstance(statement, ast.Repeat):
            yield from _assignments(statement.statements)
        else:
            yield statement


def import_of(known: Knowledge, label: Label) -> Span | None:
    """Where a text imports the file of a label, or else the first one, through which that came."""
    declarations = known.file.declarations if known.file else ()
    paths = [each.path for each in declarations if isinstance(each, ast.Import)]
    named = [path for path in paths if label.span.source.name.endswith(path.value)]
    return next((path.span for path in (*named, *paths)), None)


def type_of(known: Knowledge, name: str, offset: int) -> Type | None:
    """The type of a value at an offset: that of its last use or assignment before."""
    block = block_at(known, offset)
    if block is None or known.survey is None:
        return None
    seen = [
        (span.start, type_)
        for span, type_ in known.survey.sightings
        if span.text == name and block.span.start <= span.start
    ]
    assigned = [
        (made.span.start, type_)
        for written, made in values_before(block, offset)
        if made is not None and written.text == name
        for span, type_ in known.survey.sightings
        if span == made.span
    ]
    near = [each for each in (*seen, *assigned) if each[0] <= block.span.end]
    earlier = [each for each in near if each[0] <= offset]
    return max(earlier, key=lambda each: each[0])[1] if earlier else near[0][1] if near else None


def _value(known: Knowledge, word: Token) -> str:
    """A value, or the call of a layer, at a word of a body."""
    block = block_at(known, word.start)
    if block is None or known.survey is None or word.kind != "NAME":
        return ""
    calls = [
        (span, type_)
        for span, type_ in known.survey.sightings
        if span.start == word.start and span.text.startswith(f"{word.text}(")
    ]
    if calls:
        span, type_ = min(calls, key=lambda each: each[0].end)
        entity = entity_of(known, word.text)
        if entity is not None:
            return describe.declaration(entity, known)
        about = describe.built_in(word.text).partition("\n\n")[2]
        told = f"{describe.value(word.text, type_)}{counts(span, known)}"
        return f"{told}\n\n{about}" if about else told
    for name, made in values_before(block, word.start):
        if name.text != word.text:
            continue
        type_or_none = type_of(known, word.text, word.start)
        if made is None and type_or_none is None:
            written = next(f for f in block.arguments if f.name.text == word.text)
            return describe.code(" ".join(written.span.text.split()))
        if type_or_none is not None:
            return describe.value(word.text, type_or_none)
    return ""


def _declared(known: Knowledge, word: Token) -> str:
    entity = entity_of(known, word.text)
    return "" if entity is None else describe.declaration(entity, known)
