"""The text of a generated file without the definitions that nothing in it reaches.

Reached is what users of the file can name: its public functions, and its classes with all that
stands in them. From there names are followed. A supporting function is reached if something reached
names it, a method of a supporting class if something reached has an attribute, or a string, of its
name; where models extend the class, its public methods are reached, too. Names that are put
together at run time, `f"_certify_{kind}"`, may be all that begin so and end in a string that is
reached. Tables keep the entries whose keys are. What registers operators with torch is kept.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

OPERATORS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.MatMult: ("matmul", "__matmul__"),
    ast.Div: ("__rtruediv__", "__rdiv__", "reciprocal"),
}
"""The functions that torch calls for an operator."""


@dataclass(frozen=True)
class Words:
    """What a text writes: names, attributes and strings, and how names made at run time begin."""

    names: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()

    def __or__(self, other: "Words") -> "Words":
        return Words(
            self.names | other.names,
            self.attributes | other.attributes,
            self.strings | other.strings,
            self.begun | other.begun,
        )

    def says(self, word: str) -> bool:
        """Whether it writes the name of a method, or the key of an entry, or puts it together."""
        starts = (start for start in self.begun if word.startswith(start))
        ends = {word[len(start) :] for start in starts}
        return word in self.attributes | self.strings or bool(ends & self.strings)


@dataclass(frozen=True)
class Definition:
    """What may be left out: what it binds, the first line and the last, and what it writes.

    A member stands in a class or table, `owner`, and is reached by its `word`, or by nothing more.
    """

    binds: frozenset[str]
    first: int
    last: int
    words: Words
    owner: str = ""
    word: str = ""
    is_import: bool = False

    def is_in(self, words: Words) -> bool:
        """Whether what is reached writes its name."""
        if not self.owner:
            return bool(self.binds & words.names)
        return self.owner in words.names and (not self.word or words.says(self.word))


def reached(text: str) -> str:
    """The text without what is not reached."""
    body, lines = ast.parse(text).body, text.split("\n")
    found, words = list[Definition](), Words()
    extended, registering = _extended(body), _registering(body)
    for node, after in zip_longest(body, body[1:]):
        parts = [] if _calls(node) & registering else list(_definitions(node, extended))
        if not parts:
            words |= _words(node)
        elif isinstance(node, ast.Assign) and after is not None and _is_text(after):
            parts[0] = replace(parts[0], last=after.end_lineno or 0)
        found += parts
    left = _followed(found, words)
    lost = {n for each in left for n in _lines(each, lines)}
    return "\n".join(line for n, line in enumerate(lines, 1) if n not in lost)


def _followed(found: list[Definition], words: Words) -> list[Definition]:
    """The definitions that are left over once all words are followed."""
    left = found
    while held := [each for each in left if each.is_in(words)]:
        left = [each for each in left if not each.is_in(words)]
        for each in held:
            words |= each.words
    return left


def _extended(body: list[ast.stmt]) -> frozenset[str]:
    """The supporting classes that public ones extend."""
    bases = {c.name: _words(*c.bases).names for c in body if isinstance(c, ast.ClassDef)}
    todo, found = [name for name in bases if not name.startswith("_")], set[str]()
    while todo:
        for name in bases.get(todo.pop(), frozenset()) - found:
            found.add(name)
            todo.append(name)
    return frozenset(found)


def _registering(body: list[ast.stmt]) -> frozenset[str]:
    """The functions that register operators."""
    functions = (node for node in body if isinstance(node, ast.FunctionDef))
    return frozenset(f.name for f in functions if "Library" in _words(f).attributes)


def _calls(node: ast.stmt) -> frozenset[str]:
    """The function whose result a constant of the file is."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return _words(node.value.func).names
    return frozenset()


def _definitions(node: ast.stmt, extended: frozenset[str]) -> Iterator[Definition]:
    """What may be left out of a statement of the file; of what users can name, nothing."""
    match node:
        case ast.FunctionDef(name) if name.startswith("_"):
            yield _definition(node, {name}, _words(node))
        case ast.ClassDef(name) if name.startswith("_"):
            yield from _class(node, extended)
        case ast.Assign(targets, ast.Dict(keys, values)) if _is_table(node):
            yield _definition(node, _bound(targets), Words())
            (owner,) = _bound(targets)
            for key, value in zip(keys, values, strict=True):
                assert isinstance(key, ast.Constant) and isinstance(key.value, str)
                word, end = key.value, value.end_lineno or 0
                yield Definition(frozenset(), key.lineno, end, _words(value), owner, word)
        case ast.Assign(targets) if all(name.startswith("_") for name in _bound(targets)):
            yield _definition(node, _bound(targets), _words(node.value))
        case ast.Import([ast.alias(name, None)]):
            yield replace(_definition(node, {name}, Words()), is_import=True)


def _class(node: ast.ClassDef, extended: frozenset[str]) -> Iterator[Definition]:
    """A supporting class, and its methods where nothing but Python calls them."""
    own = {child: _is_asked(child, node, extended) for child in node.body}
    kept = [child for child, is_asked in own.items() if not is_asked]
    yield _definition(node, {node.name}, _words(*node.bases, *node.decorator_list, *kept))
    for child, is_asked in own.items():
        if is_asked and isinstance(child, ast.FunctionDef):
            whole = _definition(child, set(), _words(child))
            yield replace(whole, owner=node.name, word=child.name)


def _is_asked(child: ast.stmt, node: ast.ClassDef, extended: frozenset[str]) -> bool:
    """Whether a statement of a class is a method that is reached by its name alone."""
    is_own = all(isinstance(base, ast.Name) and base.id.startswith("_") for base in node.bases)
    if not is_own or not isinstance(child, ast.FunctionDef) or child.name.startswith("__"):
        return False
    return child.name.startswith("_") or node.name not in extended


def _is_table(node: ast.Assign) -> bool:
    """Whether a constant is a table by words, each on lines of its own."""
    keys = node.value.keys if isinstance(node.value, ast.Dict) else []
    are_words = all(isinstance(k, ast.Constant) and isinstance(k.value, str) for k in keys)
    lines = [node.lineno, *(key.lineno for key in keys if key)]
    return bool(keys) and are_words and len(set(lines)) == len(lines)


def _definition(node: ast.stmt, binds: Iterable[str], words: Words) -> Definition:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    first = min([node.lineno, *(each.lineno for each in decorators)])
    return Definition(frozenset(binds), first, node.end_lineno or 0, words)


def _bound(targets: list[ast.expr]) -> set[str]:
    return {n.id for each in targets for n in ast.walk(each) if isinstance(n, ast.Name)}


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _lines(lost: Definition, lines: list[str]) -> Iterator[int]:
    """The numbers of its lines and of those before it that are empty or are its comment."""
    first = lost.first
    if lost.is_import:
        ends = {lines[n - 1] if n <= len(lines) else "" for n in (first - 1, first + 1)}
        yield from range(first, first + 1 + (ends == {""}))
        return
    while not lost.word and lines[first - 2].startswith("#"):
        first -= 1
    while first > 1 and not lines[first - 2]:
        first -= 1
    yield from range(first, lost.last + 1)


def _words(*nodes: ast.AST) -> Words:
    """What nodes write."""
    names, attributes, strings, begun = set[str](), set[str](), set[str](), set[str]()
    for node in (inner for each in nodes for inner in ast.walk(each)):
        match node:
            case ast.Name(name):
                names.add(name)
            case ast.Attribute(_, name):
                attributes.add(name)
            case ast.Constant(str() as name):
                strings.add(name)
            case ast.BinOp(_, operator, _):
                attributes |= set(OPERATORS.get(type(operator), ()))
            case ast.JoinedStr([ast.Constant(str() as start), ast.FormattedValue()]):
                begun.add(start)
    return Words(*map(frozenset, (names, attributes, strings, begun)))
