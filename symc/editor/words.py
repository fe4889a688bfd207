"""The words of the language by what they do, for every kind of highlighting."""

from symc.algebra import FAMILIES
from symc.parse.lexer import RESERVED, TYPE_WORDS

DECLARING = ("import", "size", "param", "group", "type", "graph", "extern", "layer", "model")
"""They begin a declaration."""

CONTROLLING = tuple(sorted(RESERVED - TYPE_WORDS - set(DECLARING)))
"""They begin a statement, or join what stands in one."""

TYPING = tuple(sorted(TYPE_WORDS))
"""They stand in types."""

LEVELLING = ("exact", "free", "breaking", "learned", "by", "for", "generated", "wr", "within")
"""They mean something in one place and are names elsewhere."""


def families() -> tuple[str, ...]:
    """The names of group families, the longest first."""
    return tuple(sorted((family.name for family in FAMILIES), key=lambda n: (-len(n), n)))
