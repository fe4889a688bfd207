"""HTML that is escaped by construction: text is text, whatever is written in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from symc.explain.svg import printable


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG that symc drew itself."""

    svg: str


@dataclass(frozen=True, slots=True)
class Tag:
    """An element with its attributes and what is in it."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    inside: "tuple[Content, ...]"


Content = Tag | Drawing | str


def tag(name: str, *inside: Content, **attributes: str) -> Tag:
    """An element; `class_` is `class`, and `data_x` is `data-x`."""
    named = tuple(
        (key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value
    )
    return Tag(name, named, inside)


def rendered(content: Content) -> str:
    """The text of an element; all in it is escaped but drawings.

    >>> rendered(tag("p", "<b> & ", tag("i", "x"), title='"'))
    '<p title="&quot;">&lt;b&gt; &amp; <i>x</i></p>'
    """
    match content:
        case str():
            return escape(_printable(content), quote=False)
        case Drawing(svg):
            return svg
        case Tag(name, attributes, inside):
            given = "".join(f' {key}="{escape(printable(v), quote=True)}"' for key, v in attributes)
            return f"<{name}{given}>{''.join(map(rendered, inside))}</{name}>"


def _printable(content: str) -> str:
    return "\n".join(printable(line) for line in content.split("\n"))


def table(
    head: Iterable[str], rows: Iterable[Iterable[Content]], right: int, words: int = 0
) -> Tag:
    """A table; columns from `right` on are numbers, but for the last few."""
    titles = list(head)
    last = len(titles) - words
    top = tag("tr", *(_cell("th", title, right <= i < last) for i, title in enumerate(titles)))
    body = [
        tag("tr", *(_cell("td", c, right <= i < last) for i, c in enumerate(row))) for row in rows
    ]
    return tag("div", tag("table", tag("thead", top), tag("tbody", *body)), class_="wide")


def _cell(name: str, inside: Content, is_number: bool) -> Tag:
    return tag(name, inside, class_="n" if is_number else "")
