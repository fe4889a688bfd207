"""The names that are legal at a place."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from symc.algebra import FAMILIES
from symc.algebra.irreps import first_labels, length
from symc.check.enforced import USAGES
from symc.check.families import compiled
from symc.check.representations import labels
from symc.editor.answers import block_at, type_of, values_before
from symc.editor.describe import head
from symc.editor.knowledge import Page
from symc.editor.place import Place, place_after
from symc.editor.tokens import before
from symc.ir import ast
from symc.ir.symmetry import Group, Record, Sum
from symc.layers import LAYERS
from symc.vocabulary import GROUPS

Sort = Literal["keyword", "group", "size", "type", "value", "function", "option", "word"]

DECLARATIONS = ("import", "size", "param", "group", "type", "graph", "extern", "layer", "model")
STATEMENTS = ("return", "repeat", "symmetry")
LEVELS = ("exact", "breaking", "free", "by")
AMOUNTS = ("<=", "~", "learned", "learned <=")
REACHES = ("to", "for", "op", "haar", "rate")
SETTINGS = {"frame": ("pca",), "input": ("drop =",)}
TYPE_WORDS = ("sym", "alt", "restrict", "induce")


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that may stand here, and a few words about it."""

    text: str
    sort: Sort
    detail: str = ""


def choices(page: Page, offset: int) -> tuple[Choice, ...]:
    """Everything that may be written at an offset, each word once."""
    tokens = before(page.latest.source, offset)
    if tokens is None:
        return ()
    found = _Choices(page, offset).at(place_after(tokens))
    return tuple({choice.text: choice for choice in reversed(found)}.values())[::-1]


class _Choices:
    def __init__(self, page: Page, offset: int) -> None:
        self._known = page.sound
        self._known_text = page.latest.source.text
        self._offset = offset
        survey = page.sound.survey
        self._declared = survey.declarations if survey else ()

    def at(self, place: Place) -> list[Choice]:
        """What may stand at a place."""
        match place.kind:
            case "declaration":
                return [Choice(word, "keyword") for word in DECLARATIONS]
            case "statement":
                words = [Choice(word, "keyword") for word in STATEMENTS]
                return [*self._values(), *words]
            case "value":
                return [*self._options(place.of), *self._values(), *self._functions()]
            case "family":
                summaries = {each.name: each.summary for each in (*FAMILIES, *GROUPS)}
                names = (*compiled(), "generated")
                return [Choice(name, "group", summaries.get(name, "")) for name in names]
            case "group":
                return self._entities(ast.Group, ast.Graph)
            case "axis":
                return self._entities(ast.Group, ast.Graph, ast.Size, ast.Param)
            case "type":
                same = [Choice("same", "type")] if place.of == "same" else []
                words = [Choice(word, "type") for word in TYPE_WORDS]
                return [*self._entities(ast.TypeName), *same, *words]
            case "level":
                return [Choice(word, "word") for word in LEVELS]
            case "amount":
                return [Choice(word, "word") for word in AMOUNTS]
            case "reach":
                return [Choice(word, "word") for word in REACHES]
            case "method":
                return [Choice(word, "word", usage) for word, usage in USAGES.items()]
            case "setting":
                return [Choice(word, "option") for word in SETTINGS.get(place.of, ())]
            case "irreps":
                return self._irreps(place.of)
            case "word":
                return self._words(place)
            case "label":
                return self._labels(place.of)
            case "part":
                return self._parts(place.of)
            case "end":
                return [Choice("source", "word"), Choice("target", "word")]
            case "nothing":
                return []

    def _entities(self, *kinds: type[ast.Declaration]) -> list[Choice]:
        sorts: dict[type[ast.Declaration], Sort] = {
            ast.Group: "group",
            ast.Graph: "group",
            ast.TypeName: "type",
        }
        return [
            Choice(e.name.text, sorts.get(type(e), "size"), " ".join(e.span.text.split())[:80])
            for e in self._declared
            if isinstance(e, kinds)
        ]

    def _values(self) -> list[Choice]:
        block = block_at(self._known, self._offset)
        if block is None:
            return []
        names = dict.fromkeys(name.text for name, _ in values_before(block, self._offset))
        types = {name: type_of(self._known, name, self._offset) for name in names}
        return [Choice(name, "value", str(type_ or "")[:80]) for name, type_ in types.items()]

    def _functions(self) -> list[Choice]:
        own = [
            Choice(e.name.text, "function", _told(e))
            for e in self._declared
            if isinstance(e, ast.Layer | ast.Model | ast.Extern)
        ]
        return [*own, *(Choice(kind.name, "function", kind.summary) for kind in LAYERS)]

    def _options(self, function: str) -> list[Choice]:
        kind = LAYERS.find(function)
        if kind is None:
            return []
        options = [Choice(f"{s.name} =", "option") for s in kind.signature.options]
        extras = [Choice(w, "word") for s in kind.signature.extras for w in s.words]
        return [*options, *extras]

    def _words(self, place: Place) -> list[Choice]:
        kind = LAYERS.find(place.of)
        settings = kind.signature.options if kind else ()
        found = [s for s in settings if s.name == place.option]
        return [Choice(word, "word") for s in found for word in (*s.words, *s.calls)]

    def _labels(self, name: str) -> list[Choice]:
        """The representations of a group behind its name and a dot."""
        group = self._group(name)
        if group is None:
            return []
        vector = [Choice("vector", "word")] if group.translations else []
        others = [Choice(label, "word") for label in labels(group)]
        return [*vector, *(_irrep(group, label) for label in first_labels(group)), *others]

    def _irreps(self, name: str) -> list[Choice]:
        """The blocks of a flat axis, with the copies that were begun."""
        group = self._group(name)
        if group is None:
            return []
        text = self._known_text[: self._offset]
        copies = re.search(r"(?:(?<=[^A-Za-z0-9_])|^)([0-9]+)x?[A-Za-z0-9]*$", text)
        front = f"{copies[1]}x" if copies else ""
        made = [_irrep(group, label) for label in first_labels(group)]
        return [replace(choice, text=f"{front}{choice.text}") for choice in made]

    def _group(self, name: str) -> Group | None:
        survey = self._known.survey
        return dict(survey.groups).get(name) if survey else None

    def _parts(self, value: str) -> list[Choice]:
        match type_of(self._known, value, self._offset):
            case Sum(parts):
                return [Choice(str(i), "word", str(part)) for i, part in enumerate(parts)]
            case Record(fields):
                return [Choice(field.key, "word", str(field.type)) for field in fields]
        return []


def _told(entity: ast.Layer | ast.Model | ast.Extern) -> str:
    text = " ".join(entity.span.text.split()) if isinstance(entity, ast.Extern) else head(entity)
    return text[:80]


def _irrep(group: Group, label: str) -> Choice:
    return Choice(label, "word", f"of size {length(group, label)}")
