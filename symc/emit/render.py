"""The pass `Page -> str`: the only importer of jinja2."""

import hashlib

from symc.ir.page import Page
from symc.resources import folder, read

MARK = "# symc: "


def render(page: Page) -> str:
    """The text of the file; its last line seals the others."""
    from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

    class Shipped(BaseLoader):
        def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:
            found = folder("templates").joinpath(*template.split("/"))
            if not found.is_file():
                raise TemplateNotFound(template)
            return read("templates", *template.split("/")), None, None

    environment = Environment(
        loader=Shipped(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return seal(environment.get_template("torch/module.py.jinja").render(page=page))


def seal(text: str) -> str:
    """The text with a last line that tells whether it was edited since."""
    return f"{text}\n\n{MARK}{_digest(text)}\n"


def is_sealed(text: str) -> bool:
    """Whether a file was written by symc and not edited since."""
    body, mark, digest = text.rpartition(f"\n\n{MARK}")
    return bool(mark) and digest.strip() == _digest(body)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
