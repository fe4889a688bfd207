"""The words of the language by what they do, for every kind of highlighting."""

from collections.abc import Iterable

from symc.check.families import compiled
from symc.layers import LAYERS
from symc.parse.lexer import RESERVED, TYPE_WORDS

DECLARING = ("import", "size", "param", "group", "type", "graph", "extern", "layer", "model")
"""They begin a declaration."""

CONTROLLING = tuple(sorted(RESERVED - TYPE_WORDS - set(DECLARING)))
"""They begin a statement, or join what stands in one."""

TYPING = tuple(sorted(TYPE_WORDS))
"""They stand in types."""

LEVELLING = (
    *("exact", "free", "breaking", "learned", "by", "for", "on", "wr", "within"),
    *("generated", "permutations", "matrices", "algebra"),
)
"""They mean something in one place and are names elsewhere."""


def families() -> tuple[str, ...]:
    """Every name that may begin the right side of a `group` line, the longest first."""
    return _sorted(compiled())


def layers() -> tuple[str, ...]:
    """The names of layers and functions, the longest first."""
    return _sorted(LAYERS.names)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
