"""`symc report`: one page that says what a model is and how well its symmetry holds."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import torch

from symc.api import compile as compiled
from symc.compiler import understand
from symc.dossier import Data, Nero, figure_of, measure
from symc.dossier.html import rendered, tag
from symc.report import Source
from symc.verify import open_module
from symc.verify.steps import subject
from tests.cli.runs import run, spec

pytestmark = pytest.mark.torch

CLOUD = """\
size n
group Points = S(n)
group Rot = O(3)
model Cloud(x: [Points, Rot], q: 2 [Points]) -> [Rot] {
    h = linear(x, q -> 4 [Points] + 4 [Points, Rot])
    return linear(gate(h) -> [Rot])
}
"""
TURN = """\
group Turn = C(6)
group Flat = SO(2)
model Wheel(x: 2 [Turn.regular], y: [Flat]) -> [Turn.regular] + [Flat] {
    return linear(x, y -> [Turn.regular] + [Flat])
}
"""
BOOST = "group L = O(1, 2)\nmodel Boost(x: 2 [L]) -> [L] { return linear(x -> [L]) }\n"
MOVED = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model Moved(x: [Atoms, Space], q: [Atoms], bonds: Bonds) -> [Atoms, Space] {
    d = gather(x at bonds.source) - gather(x at bonds.target)
    m = bilinear(gather(q at bonds.source), d -> [Bonds, Space.vector])
    return x + scatter(m to bonds.target)
}
"""
VOID = {"meta", "circle", "rect", "path", "line", "polygon", "polyline", "ellipse", "use", "stop"}


def orbits_of(text: str, data: Data | None = None) -> tuple[Nero, ...]:
    meaning = understand(Source("spec.sym", text))
    opened = open_module(meaning, "spec.sym")
    return measure(subject(opened, meaning.models[0]), data)


class Page(HTMLParser):
    """The elements of a page, and whether they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def reported(folder: Path, text: str, *words: str | Path) -> Page:
    path = spec(folder, "thing.sym", text)
    target = folder / "report.html"
    done = run("report", path, "-o", target, "--force", *words)
    assert done.exit_code == 0, done.stderr
    return Page(target.read_text(encoding="utf-8"))


def test_the_page_is_whole_and_needs_nothing_else(tmp_path: Path) -> None:
    page = reported(tmp_path, CLOUD)
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "embed", "img", "form", "base"}
    for _, attributes in page.tags:
        assert not any(key.startswith("on") for key in attributes)
        for key in ("src", "href", "xlink:href", "action"):
            assert not (attributes.get(key) or "").startswith(("http", "//", "javascript"))
    assert "@import" not in page.text and "url(" not in page.text
    for wanted in ("Cloud", "Errors over orbits", "Layers", "Measured", "the basis, drawn"):
        assert wanted in page.text
    weights = sum(p.numel() for p in _net(CLOUD, "Cloud").parameters())
    assert f"{weights:,} weights" in page.text


def _net(text: str, name: str) -> Any:
    space: dict[str, Any] = {"__name__": "reported"}
    exec(compiled(text, None), space)
    return space[name](dtype=torch.float64)


HOSTILE = """\
# </style></pre><script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)>
group script = S(3)
model onload(alert: [script]) -> [script] { return linear(alert -> [script]) }  # <!-- ]]> -->
"""


def test_what_is_written_in_a_spec_stays_text(tmp_path: Path) -> None:
    page = reported(tmp_path, HOSTILE)
    names = {name for name, _ in page.tags}
    assert "script" not in names and "img" not in names
    assert "<script>alert(1)</script>" in page.text, "shown as it was written"
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)


def test_elements_are_escaped_by_construction() -> None:
    text = rendered(tag("p", "<&>", title='"><b>', class_="x"))
    assert text == '<p title="&quot;&gt;&lt;b&gt;" class="x">&lt;&amp;&gt;</p>'


@pytest.mark.parametrize(
    "text", [CLOUD, TURN, BOOST, MOVED], ids=["cloud", "wheel", "boost", "moved"]
)
def test_an_equivariant_model_is_flat_to_rounding(text: str) -> None:
    found = orbits_of(text)
    assert {nero.orbit.group for nero in found} == set(re.findall(r"group (\w+)", text))
    for nero in found:
        assert max(nero.mean) < 1e-11
        assert nero.outside > 1e-3, "a move outside of the group is seen"


def test_orbits_have_the_shape_of_their_group() -> None:
    shapes = {
        (nero.orbit.group, nero.orbit.shape) for nero in (*orbits_of(CLOUD), *orbits_of(TURN))
    }
    assert {("Rot", "sphere"), ("Points", "bars"), ("Turn", "bars"), ("Flat", "circle")} <= shapes
    assert ("L", "line") in {(nero.orbit.group, nero.orbit.shape) for nero in orbits_of(BOOST)}


def test_the_elements_of_a_sphere_take_the_pole_to_its_points() -> None:
    (sphere,) = [nero.orbit for nero in orbits_of(CLOUD) if nero.orbit.shape == "sphere"]
    pole = torch.zeros(3, dtype=torch.float64)
    pole["xyz".index(re.findall(r"the (\w) axis", sphere.title)[0])] = 1
    for point in sphere.points:
        matrix = point.element.matrix("", False).reshape(3, 3)
        angle = torch.arccos((matrix @ pole @ pole).clamp(-1, 1))
        assert abs(float(angle) - point.at[0]) < 1e-6


def test_a_model_that_breaks_its_symmetry_shows_where() -> None:
    """A weight of the middle of a cyclic orbit is changed in the module: its bars stand out."""
    meaning = understand(Source("spec.sym", TURN))
    opened = open_module(meaning, "spec.sym")
    each = subject(opened, meaning.models[0])
    net = each.net()
    original = net.forward

    def forward(*inputs: Any) -> Any:
        first, second = original(*inputs)
        return first + torch.arange(6, dtype=first.dtype), second

    net.forward = forward
    found = measure(_Fixed(each, net))  # type: ignore[arg-type]
    worst = {nero.orbit.group: max(nero.mean) for nero in found}
    assert worst["Turn"] > 1e-2 and worst["Flat"] < 1e-11


class _Fixed:
    """A subject whose module is given."""

    def __init__(self, subject: Any, net: Any) -> None:
        self.model, self.seen = subject.model, subject.seen
        self.sizes, self._net = subject.sizes, net

    def net(self, dtype: Any = None) -> Any:
        return self._net


def test_files_that_are_no_reports_are_not_overwritten(tmp_path: Path) -> None:
    path = spec(tmp_path, "a.sym", BOOST)
    target = tmp_path / "mine.html"
    target.write_text("<p>my page</p>")
    done = run("report", path, "-o", target, "--quick")
    assert done.exit_code == 4 and target.read_text() == "<p>my page</p>"


@pytest.mark.slow
@pytest.mark.filterwarnings("error::UserWarning")
def test_the_same_plots_are_figures_of_matplotlib(tmp_path: Path) -> None:
    for nero in (*orbits_of(CLOUD)[:2], *orbits_of(TURN)[1:], *orbits_of(BOOST)[:1]):
        figure = figure_of(nero)
        figure.savefig(tmp_path / "figure.png")
        assert (tmp_path / "figure.png").stat().st_size > 2_000


def test_models_with_symmetries_around_them_are_measured_from_outside(tmp_path: Path) -> None:
    """The network inside is free; what its user sees is flat, turn by turn."""
    text = """
        size n
        group Points = S(n)
        group Plane = O(2)
        group Turn = C(4)
        model Framed(x: [Points, Plane], c: [Turn]) -> [Plane] + [] {
            symmetry Plane: by frame(pca)
            symmetry Turn: by average
            h = tanh(linear(x, c -> 4 [Points, Plane] + 3 []))
            return linear(h -> [Plane] + [])
        }
    """
    found = orbits_of(text)
    assert {nero.orbit.group for nero in found} == {"Points", "Plane", "Turn"}
    assert all(max(nero.mean) < 1e-10 and nero.outside > 1e-3 for nero in found)
    page = reported(tmp_path, text, "--quick")
    assert "Framed(x: [Points, Plane], c: [Turn]) -> [Plane] + []" in page.text


@pytest.mark.slow
def test_models_with_random_elements_draw_the_same_ones_over_an_orbit() -> None:
    text = """
        group Rot = O(3)
        model Sampled(x: 2 [Rot]) -> 3 [] {
            symmetry Rot: by sample(3)
            return linear(tanh(linear(x -> 4 [Rot])) -> 3 [])
        }
    """
    first, second = orbits_of(text), orbits_of(text)
    assert [nero.mean for nero in first] == [nero.mean for nero in second]
    assert all(max(nero.mean) > 1e-3 for nero in first)


@pytest.mark.parametrize(
    ("group", "count"), [("C(4)", 4), ("D(3)", 6), ("S(4)", 24), ("B(3)", 48), ("S(5)", 0)]
)
def test_small_finite_groups_have_a_bar_for_every_element(group: str, count: int) -> None:
    text = f"group G = {group}\nmodel M(x: 2 [G]) -> [G] {{ return linear(x -> [G]) }}\n"
    (nero,) = [nero for nero in orbits_of(text) if nero.orbit.shape == "bars"]
    assert len(nero.mean) == (count or 24)
    assert nero.orbit.points[0].label == ("identity" if count else "generator 1")
    matrices = [point.element.matrix("", False) for point in nero.orbit.points]
    if count:
        apart = [float((a - b).abs().max()) for a in matrices for b in matrices if a is not b]
        assert min(apart) > 0.1, "each is there once"
