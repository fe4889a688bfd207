"""A report as one self-contained page of HTML: no script, no asset, nothing unescaped."""

from collections.abc import Iterator
from dataclasses import dataclass

from symc.dossier.breaking import breaking
from symc.dossier.flow import flow
from symc.dossier.highlight import highlighted
from symc.dossier.html import Content, Drawing, Tag, rendered, table, tag
from symc.dossier.nero import Nero
from symc.dossier.plots import legend, plot
from symc.dossier.promises import Promise
from symc.dossier.scale import together, told
from symc.dossier.style import STYLE
from symc.explain import Account, Layer
from symc.explain.figure import figure
from symc.ir.solution import Solved
from symc.verify import ModelReport

DRAWN = 24
VIEW = "width=device-width, initial-scale=1"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything about one model."""

    account: Account
    solved: Solved
    found: ModelReport | None
    orbits: tuple[Nero, ...]
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: the spec, what the weights are, and a chapter for each model."""

    title: str
    text: str
    weights: str
    version: str
    chapters: tuple[Chapter, ...]


def page(report: Report) -> str:
    """The HTML."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        Tag("meta", (("name", "viewport"), ("content", VIEW)), ()),
        tag("meta", http_equiv="Content-Security-Policy", content="script-src 'none'"),
        tag("title", f"symc report: {report.title}"),
        Tag("style", (), (Drawing(STYLE),)),
    )
    body = tag(
        "body",
        tag("h1", report.title),
        tag("p", f"symc {report.version}. {report.weights}", class_="soft"),
        highlighted(report.text.rstrip("\n") + "\n"),
        *(part for chapter in report.chapters for part in _chapter(chapter)),
    )
    html = rendered(Tag("html", (("lang", "en"),), (head, body)))
    return f"<!doctype html>\n{html}\n".replace("</meta>", "")


def _chapter(chapter: Chapter) -> list[Content]:
    account = chapter.account
    return [
        tag("h2", account.name),
        *about(account),
        *_verdict(chapter),
        *_orbits(chapter.orbits),
        *anatomy(account, chapter.solved),
    ]


def anatomy(account: Account, solved: Solved) -> list[Content]:
    """What a model is made of: its graph, the costs of all calls, and the basis of every layer."""
    return [
        tag("h3", "The model as a graph"),
        tag("figure", Drawing(flow(solved.model))),
        tag("h3", "Layers"),
        _costs(account),
        *(_layer(layer, solved) for layer in account.layers if layer.maps),
    ]


def about(account: Account) -> list[Content]:
    """The signature, weights and costs of a model, and what its groups are."""
    groups: list[list[Content]] = [[g.name, g.text] for g in account.known]
    return [
        tag("p", tag("code", account.signature)),
        tag("p", *_summary(account)),
        *([table(["group", "what it is"], groups, 2)] if groups else []),
    ]


def _summary(account: Account) -> list[Content]:
    return [
        f"{account.weights:,} weights. Operations for one item: ",
        tag("code", str(account.cost.flops)),
        "; as dense arrays without symmetry: ",
        tag("code", str(account.dense)),
        ".",
    ]


_TOLD_ABOVE = ("certificate: layers", "band_energy")


def _verdict(chapter: Chapter) -> list[Content]:
    """What was promised, and what was measured."""
    parts: list[Content] = []
    levels = chapter.found.levels if chapter.found is not None else ()
    parts += breaking(levels)
    spoken = chapter.promises
    if levels:
        spoken = tuple(p for p in spoken if not p.name.startswith(_TOLD_ABOVE))
    if spoken:
        rows = ([p.name, p.value] for p in spoken)
        parts += [tag("h3", "Levels and certificates"), table(["promise", "value"], rows, 2)]
    found = chapter.found
    if found is None:
        return parts
    parts.append(tag("h3", "Measured"))
    rows_ = [
        [
            e.group,
            "generators" if e.elements == "generators" else "far elements",
            e.dtype,
            f"{e.distribution.median:.1e}",
            f"{e.distribution.quantile(0.9):.1e}",
            f"{e.distribution.worst:.1e}",
            _mark(e.ok),
        ]
        for e in found.errors
    ]
    titles = ["group", "elements", "precision", "median", "90 %", "worst", "rounding only"]
    parts += [table(titles, rows_, 3)] if rows_ else []
    lines: list[Content] = [
        tag("li", f"outside {c.group}: not tried, {c.skipped}")
        if c.skipped
        else tag(
            "li",
            f"outside {c.group}, {c.what or 'nothing to try'}: error {told(c.error)} ",
            _mark(c.ok, "noticed", "not noticed"),
        )
        for c in found.controls
    ]
    lines += [
        tag("li", f"{s.output} varies by {s.deviation:.2g} of its size over random inputs")
        for s in found.spread
    ]
    passed = dict.fromkeys(c.name for c in found.checks if c.status == "passed")
    lines += [tag("li", _mark(True, "passed"), f": {', '.join(passed)}")] if passed else []
    lines += [
        tag("li", _mark(False, no=c.status), f": {c.name}, {c.detail}")
        for c in found.checks
        if c.status == "failed"
    ]
    return [*parts, tag("ul", *lines)]


def _mark(ok: bool, yes: str = "yes", no: str = "no") -> Tag:
    return tag("span", yes if ok else no, class_="ok" if ok else "bad")


def _orbits(orbits: tuple[Nero, ...]) -> list[Content]:
    if not orbits:
        return []
    common = together(nero.every for nero in orbits)
    figures = [
        tag(
            "figure",
            Drawing(plot(nero, common)),
            *([tag("div", Drawing(legend(nero)))] if legend(nero) else []),
            tag("figcaption", _caption(nero)),
        )
        for nero in orbits
    ]
    about = (
        "Inputs are moved by every element of an orbit, results are moved back and held against "
        f"{orbits[0].against}. Errors are rms, in units of the result's size, on a logarithmic "
        "scale from rounding (1e-16) to 1 where no error of any group is larger than 1e-6; else "
        "from 0, the same in all circles, lines and bars, and colours from the least error to the "
        "largest. A symmetric model is flat."
    )
    return [
        tag("h3", "Errors over orbits (NERO)"),
        tag("p", about, class_="soft"),
        *_plots(figures),
    ]


def _plots(figures: list[Tag]) -> list[Content]:
    return [tag("div", *figures, class_="plots")]


def _caption(nero: Nero) -> str:
    text = (
        f"{nero.orbit.group}, {nero.orbit.title}: mean error between {told(min(nero.mean))} "
        f"and {told(max(nero.mean))}"
    )
    worst = nero.orbit.points[nero.mean.index(max(nero.mean))].label
    text += f", largest at {worst}" if nero.spread > 1e-9 else ", flat to rounding"
    outside = f"; outside of the group {told(nero.outside)}" if nero.outside == nero.outside else ""
    return f"{text}{outside}."


def _costs(account: Account) -> Tag:
    rows: Iterator[list[Content]] = (
        [layer.name, tag("code", layer.text), f"{layer.weights:,}", str(layer.cost.flops)]
        for layer in account.layers
    )
    return table(["layer", "call", "weights", "operations"], rows, 2)


def _layer(layer: Layer, solved: Solved) -> Tag:
    rows = (
        [
            " x ".join(m.source) if m.source else "constant",
            m.source_type,
            m.target_type,
            f"{m.maps:,}",
            "; ".join(m.reasons),
        ]
        for m in layer.maps
    )
    head = ["from", "type", "to", "maps", "why"]
    notes = [tag("p", note, class_="soft") for note in layer.plan]
    return tag(
        "div",
        tag("h4", tag("code", layer.text)),
        table(head, rows, 3, 1),
        *notes,
        *_drawn(layer, solved),
        class_="layer",
    )


def _drawn(layer: Layer, solved: Solved) -> list[Content]:
    """The diagrams of every basis in the call, folded away."""
    names = [b.node.name for b in solved.bases if b.node.text == layer.text and b.pairs]
    wanted = [n for n in names if n == layer.name or n.startswith(f"{layer.name}_")]
    drawings = [tag("figure", Drawing(figure(solved, name, DRAWN))) for name in wanted]
    if not drawings:
        return []
    return [tag("details", tag("summary", "the basis, drawn"), *drawings, open="open")]
