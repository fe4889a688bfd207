"""The grammar and the templates, from a wheel or from a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """`grammar` or `templates`: what the wheel ships, else the checkout's own folder."""
    shipped = files("symc") / "_data" / name
    if shipped.is_dir():
        return shipped
    return Path(__file__).resolve().parent.parent / name


def read(name: str, *path: str) -> str:
    """The text of one file in such a folder."""
    return folder(name).joinpath(*path).read_text(encoding="utf-8")
