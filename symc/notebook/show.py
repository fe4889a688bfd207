"""The rendering of a spec in a notebook: escaped HTML whose style stays inside it."""

from collections.abc import Iterable

from symc.dossier.highlight import highlighted
from symc.dossier.html import Content, Drawing, Tag, rendered, tag
from symc.dossier.page import about, anatomy
from symc.explain import Account
from symc.ir.solution import Solved

STYLE = """
.symc-spec { color: #1a1a1a; background: #fff; padding: .4rem .8rem; font-size: 14px; }
.symc-spec code, .symc-spec pre { color: inherit; background: none; font-size: .88em; }
.symc-spec pre.spec { background: #f6f7f9; padding: .6rem .9rem; overflow-x: auto; }
.symc-spec .k { color: #7b4fa3; font-weight: 600; } .symc-spec .f { color: #0060a0; }
.symc-spec .c { color: #6a737d; font-style: italic; } .symc-spec .s { color: #00704a; }
.symc-spec .m { color: #a04000; } .symc-spec .p { color: #0060a0; }
.symc-spec .soft, .symc-spec summary, .symc-spec th { color: #5f6368; }
.symc-spec .wide { overflow-x: auto; }
.symc-spec table { border-collapse: collapse; margin: .3rem 0 .8rem; }
.symc-spec th, .symc-spec td { text-align: left; padding: .2rem .8rem .2rem 0;
  border-bottom: 1px solid #dcdfe3; vertical-align: top; }
.symc-spec td.n, .symc-spec th.n { text-align: right; white-space: nowrap; }
.symc-spec svg { max-width: 100%; height: auto; }
.symc-spec figure { margin: .3rem 0 .6rem; }
.symc-spec .layer { border-left: 3px solid #dcdfe3; padding-left: 1rem; margin: .8rem 0; }
"""


def rendering(text: str, accounts: Iterable[Account], solved: Iterable[Solved]) -> str:
    """The HTML: the spec, and for every model what it is and, folded away, what it is made of."""
    parts: list[Content] = [Tag("style", (), (Drawing(STYLE),))]
    parts.append(_folded("the spec", [highlighted(text.rstrip("\n") + "\n")]))
    for account, each in zip(accounts, solved, strict=True):
        inside = _folded("layers, maps and diagrams", anatomy(account, each))
        parts += [tag("h3", account.name), *about(account), inside]
    return rendered(tag("div", *parts, class_="symc-spec"))


def _folded(title: str, inside: list[Content]) -> Tag:
    return tag("details", tag("summary", title), *inside)
