"""The tree that the parser makes, before anything is known of what it says."""

from symc.report import Source, Span


class Node:
    """A rule of the grammar with the nodes below it, or a token with its text."""

    __slots__ = ("children", "end", "kind", "source", "start", "text")

    def __init__(
        self, kind: str, text: str, children: "list[Node]", source: Source, start: int, end: int
    ) -> None:
        self.kind = kind
        self.text = text
        self.children = children
        self.source = source
        self.start = start
        self.end = end

    @property
    def only(self) -> "Node":
        """The one node below."""
        (child,) = self.children
        return child

    @property
    def span(self) -> Span:
        """From the first character to the last."""
        return Span(self.source, self.start, self.end)
