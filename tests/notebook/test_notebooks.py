"""Specs in notebooks: what is shown, and the cell magic in IPython's own shell."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from symc import CompileError
from symc.notebook import Spec, load
from tests.cli.runs import SMALL, spec
from tests.dossier.test_reports import HOSTILE, Page

pytestmark = pytest.mark.torch

WRONG = "model Small(x: [Nodes]) -> [] { return linear(x -> []) }\n"


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance(colors="nocolor")
    made.run_line_magic("load_ext", "symc.notebook")
    yield made
    made.run_line_magic("unload_ext", "symc.notebook")
    InteractiveShell.clear_instance()


def ran(shell: Any, cell: str) -> Any:
    return shell.run_cell(cell)


def test_a_spec_is_loaded_from_text_and_from_a_file(tmp_path: Path) -> None:
    path = spec(tmp_path, "small.sym", SMALL)
    for made in (load(SMALL), load(path), load(str(path))):
        assert isinstance(made, Spec) and set(made.classes) == {"Small"}
        net = made["Small"]()
        assert net(torch.zeros(3, 5, 2)).shape == (3, 5, 4)
        assert sum(p.numel() for p in net.parameters()) == made.accounts[0].weights
        assert "class Small" in made.source and "Small(x: 2 [Nodes])" in repr(made)
    assert load(SMALL, {"width": 7})["Small"]()(torch.zeros(5, 2)).shape == (5, 7)


def test_what_is_wrong_is_raised_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="Nodes"):
        load(WRONG)
    with pytest.raises(CompileError, match=r"nowhere\.sym"):
        load("nowhere.sym")


def test_a_file_finds_what_lies_beside_it(tmp_path: Path) -> None:
    spec(tmp_path, "types.sym", "size n\ngroup Nodes = S(n)\n")
    text = 'import "types.sym"\nmodel A(x: [Nodes]) -> [] { return linear(x -> []) }\n'
    assert set(load(spec(tmp_path, "a.sym", text)).classes) == {"A"}


def test_the_rendering_has_signature_weights_groups_layers_and_diagrams() -> None:
    made = load(SMALL)
    html = made._repr_html_()
    page = Page(html)
    for wanted in ("Small(x: 2 [Nodes])", f"{made.accounts[0].weights:,} weights", "Nodes"):
        assert wanted in page.text
    for wanted in ("layers, maps and diagrams", "the basis, drawn", "linear(x -> width [Nodes])"):
        assert wanted in page.text
    assert html.count("<svg") >= 2


def test_the_style_stays_inside() -> None:
    """Every selector begins with the class of the rendering: the notebook looks as before."""
    style = Style(load(SMALL)._repr_html_()).style
    for rule in style.split("}")[:-1]:
        for selector in rule.partition("{")[0].split(","):
            assert selector.strip().startswith(".symc-spec")


class Style(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside, self.style = False, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = tag == "style"

    def handle_data(self, data: str) -> None:
        self.style += data if self.inside else ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


def test_what_is_written_in_a_spec_stays_text() -> None:
    page = Page(load(HOSTILE)._repr_html_())
    assert not {name for name, _ in page.tags} & {"script", "img"}
    assert "<script>alert(1)</script>" in page.text


def test_a_cell_is_compiled_shown_and_its_models_are_classes(shell: InteractiveShell) -> None:
    with capture_output() as said:
        done = ran(shell, f"%%symc spec width=3\n{SMALL}")
    assert done.success and not said.stderr
    (shown,) = said.outputs
    assert "symc-spec" in shown.data["text/html"]
    assert "Small(x: 2 [Nodes])" in shown.data["text/plain"]
    assert isinstance(shell.user_ns["spec"], Spec)
    with capture_output():
        used = ran(shell, "import torch\nSmall()(torch.zeros(2, 5, 2)).shape")
    assert used.success and tuple(used.result) == (2, 5, 3)


def test_an_error_is_the_diagnostic_without_a_traceback(shell: InteractiveShell) -> None:
    shell.user_ns["Small"] = "as before"
    with capture_output() as said:
        done = ran(shell, f"%%symc\n{WRONG}")
    assert done.success and not said.outputs
    assert "error[SYM" in said.stderr and "<cell>:1:" in said.stderr and "Nodes" in said.stderr
    assert "Traceback" not in said.stderr + said.stdout
    assert shell.user_ns["Small"] == "as before"


@pytest.mark.parametrize("line", ["a b", "class", "width=", "--help"])
def test_strange_words_after_the_magic(shell: InteractiveShell, line: str) -> None:
    with capture_output() as said:
        done = ran(shell, f"%%symc {line}\n{SMALL}")
    assert not done.success and "Traceback" not in said.stderr + said.stdout
    assert "%%symc [NAME]" in said.stderr + said.stdout and "Small" not in shell.user_ns


def test_unknown_params_and_empty_cells_say_what_is_wrong(shell: InteractiveShell) -> None:
    for cell in (f"%%symc height=3\n{SMALL}", "%%symc\n\n"):
        with capture_output() as said:
            ran(shell, cell)
        assert "Traceback" not in said.stderr + said.stdout


def test_the_magic_goes_away_with_the_extension(shell: InteractiveShell) -> None:
    shell.run_line_magic("unload_ext", "symc.notebook")
    assert "symc" not in shell.magics_manager.magics["cell"]
    shell.run_line_magic("load_ext", "symc.notebook")
