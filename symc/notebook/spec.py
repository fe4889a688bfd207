"""A compiled spec as an object: its models as classes, and what it looks like in a notebook."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from symc.check import Setting
from symc.compiler import understand
from symc.explain import Account, explain
from symc.files import importer, read_spec, reader, shown
from symc.notebook.show import rendering
from symc.report import Diagnostic, Source
from symc.verify import Opened, open_module

NAME = "spec"
"""What a spec without a file is called."""


@dataclass(frozen=True)
class Spec:
    """A compiled spec; `spec["Model"]` is the class of a model."""

    opened: Opened

    @property
    def source(self) -> str:
        """The generated module as text."""
        return self.opened.text

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the checker has to say of it."""
        return self.opened.meaning.warnings

    @property
    def classes(self) -> dict[str, Any]:
        """The class of every model, by its name."""
        names = (model.name for model in self.opened.meaning.models)
        return {name: getattr(self.opened.module, name) for name in names}

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Bases, weights and costs of every model, as `symc explain` prints them."""
        return explain(self.opened.solution, self.opened.plan)

    def __getitem__(self, name: str) -> Any:
        return self.classes[name]

    def __repr__(self) -> str:
        return "\n".join(account.signature for account in self.accounts)

    def _repr_html_(self) -> str:
        """What a notebook shows: signatures, groups, layers with their maps, costs and diagrams."""
        return rendering(self.opened.meaning.text, self.accounts, self.opened.solution.models)


def load(spec: str | PathLike[str], settings: Mapping[str, Setting] | None = None) -> Spec:
    """A spec from its text, or from a file: a path, or a line that ends in `.sym`.

    A spec that is wrong raises `CompileError`, whose text says what and where.
    """
    if isinstance(spec, str) and not _is_path(spec):
        return of_text(spec, settings)
    path = Path(spec)
    meaning = understand(read_spec(path), importer(path), settings, reader(path))
    return Spec(open_module(replace(meaning, name=path.name.removesuffix(".sym")), shown(path)))


def of_text(text: str, settings: Mapping[str, Setting] | None = None, name: str = NAME) -> Spec:
    """A spec from its text; what it imports is found in the current folder."""
    beside = Path(f"{NAME}.sym")
    source = Source(f"<{name}>", text)
    meaning = understand(source, importer(beside), settings, reader(beside))
    return Spec(open_module(replace(meaning, name=name), f"<{name}>"))


def _is_path(text: str) -> bool:
    """Whether a text names a file; no spec is one line that ends so."""
    return "\n" not in text and text.strip().endswith(".sym")
