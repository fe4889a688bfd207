"""What to write, line by line: strings only, laid out by the templates."""

from dataclasses import dataclass

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One `nn.Module`; `head` and `body` are those of its `forward`. Lines are not indented."""

    name: str
    title: str
    docstring: Lines
    records: tuple[Lines, ...]
    init: Lines
    reset: Lines
    head: Lines
    body: Lines


@dataclass(frozen=True, slots=True)
class Page:
    """A generated file: header, imports, models, their programs, snippets of support."""

    title: str
    docstring: Lines
    imports: Lines
    support: Lines
    functions: tuple[Lines, ...]
    pairs: tuple[Lines, ...]
    models: tuple[ModelPage, ...]

    def __str__(self) -> str:
        return "\n".join((self.title, *self.docstring))
