"""The pass `Page -> str`: the only importer of jinja2."""

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from symc.emit.reached import reached
from symc.ir.page import FormPage, Page, ProductPage, TestPage
from symc.resources import folder, read

if TYPE_CHECKING:
    from jinja2 import Environment

MARK = "# symc: "


def render(page: Page) -> str:
    """The text of the file; its last line seals the others."""
    environment = _environment()
    texts = tuple(_product(environment, product).rstrip("\n") for product in page.products)
    template = environment.get_template("torch/module.py.jinja")
    return seal(reached(template.render(page=replace(page, texts=texts))))


def render_tests(page: TestPage) -> str:
    """The text of the tests beside a generated file."""
    return seal(_environment().get_template("torch/test.py.jinja").render(page=page))


def render_form(page: FormPage) -> str:
    """The text of a file with one product."""
    environment = _environment()
    text = _product(environment, page.product).rstrip("\n")
    return environment.get_template("torch/form.py.jinja").render(page=replace(page, text=text))


def _product(environment: "Environment", page: ProductPage) -> str:
    """The text of one product: first its C++, then what stands around that."""
    source = environment.get_template("native/product.cpp.jinja").render(page=page.native)
    kernels = environment.get_template("triton/product.py.jinja").render(page=page.triton)
    template = environment.get_template("torch/product.py.jinja")
    return template.render(page=replace(page, source=source, kernels=kernels.rstrip("\n")))


def _environment() -> "Environment":
    from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

    class Shipped(BaseLoader):
        def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:
            found = folder("templates").joinpath(*template.split("/"))
            if not found.is_file():
                raise TemplateNotFound(template)
            return read("templates", *template.split("/")), None, None

    return Environment(
        loader=Shipped(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def seal(text: str) -> str:
    """The text with a last line that tells whether it was edited since."""
    return f"{text}\n\n{MARK}{_digest(text)}\n"


def is_sealed(text: str) -> bool:
    """Whether a file was written by symc and not edited since."""
    body, mark, digest = text.rpartition(f"\n\n{MARK}")
    return bool(mark) and digest.strip() == _digest(body)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
