"""From text to the tree of what was written, and back."""

from symc.parse.format import format_source
from symc.parse.parse import parse, read_source
from symc.parse.print import to_text

__all__ = ["format_source", "parse", "read_source", "to_text"]
