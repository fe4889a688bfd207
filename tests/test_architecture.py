"""The rules of `shared/design/architecture.md` that no linter knows."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from symc.errors import entries

ROOT = Path(__file__).parent.parent
SYMC = sorted((ROOT / "symc").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))
SUPPORT = sorted((ROOT / "templates").rglob("*.py"))
REJECTED = sorted((ROOT / "tests" / "rejected").glob("SYM*.sym"))

LONGER: dict[str, str] = {}
"""Files that may have more than 300 lines, and why."""

TOOLS = (
    "checkpoints.py",
    "verify",
    "compare",
    "tracing",
    "discovery",
    "dossier",
    "bench",
    "editor",
    "notebook",
    "importer",
)
"""The packages around the compiler: the only ones that may compute with tensors."""

PICKLED = {"copies.py": {"pickle"}, "workers.py": {"pickle"}}
"""What tries out whether models can be pickled, and what hands one to a process of its own."""

ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Include,
    nodes.Extends,
    nodes.Block,
    nodes.Const,
    nodes.Filter,
    nodes.Template,
)
"""All that a template may be made of: no call, no assignment, no arithmetic."""


def named(paths: list[Path]) -> list[object]:
    """The files as test parameters, by their path in the checkout."""
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def inside(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and all below it."""
    yield node
    for child in node.iter_child_nodes():
        yield from inside(child)


def chain(node: nodes.Node) -> int:
    """How many attributes are read one after the other."""
    return 1 + chain(node.node) if isinstance(node, nodes.Getattr) else 0


def disobeyed(text: str, loop: tuple[str, ...] = ()) -> list[str]:
    """What a template does that a template should not do."""
    tree = Environment().parse(text)
    found = [type(node).__name__ for node in inside(tree) if not isinstance(node, ALLOWED)]
    found += sorted(meta.find_undeclared_variables(tree) - {"page", *loop})
    for node in inside(tree):
        if chain(node) > 2:
            found.append("a chain of attributes")
        if isinstance(node, nodes.Filter) and node.name != "indent":
            found.append(f"the filter {node.name}")
        if isinstance(node, nodes.If) and any(isinstance(n, nodes.If) for n in node.body):
            found.append("an if inside an if")
    if len(text.splitlines()) > 60:
        found.append("more than 60 lines")
    return found


@pytest.mark.parametrize("path", named(TEMPLATES))
def test_templates_only_lay_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{# "), "a comment on top says what it writes"
    assert not disobeyed(text, ("model",) if path.name == "model.py.jinja" else ())


def test_the_rules_for_templates_bite() -> None:
    assert disobeyed("{% for line in page.lines %}{{ line | indent }}{% endfor %}") == []
    assert disobeyed("{% set x = 1 %}") == ["Assign"]
    assert disobeyed("{{ page.size + 1 }}") == ["Add"]
    assert disobeyed("{{ page.a ~ page.b }}") == ["Concat"]
    assert disobeyed("{{ page.lines.pop() }}") == ["Call"]
    assert disobeyed("{{ host }}") == ["host"]
    assert disobeyed("{{ page.a.b.c }}") == ["a chain of attributes"]
    assert disobeyed("{{ page.name | upper }}") == ["the filter upper"]


@pytest.mark.parametrize("path", named(SUPPORT))
def test_support_snippets_are_documented_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert functions
    assert ast.get_docstring(functions[0]) or len(functions) == 1


def test_support_snippets_are_tidy() -> None:
    """As they stand in generated files, where torch and other snippets are above them."""
    options, files = ["--isolated", "--line-length", "88"], list(map(str, SUPPORT))
    for words in (["format", "--check"], ["check", "--ignore", "F821"]):
        command = [sys.executable, "-m", "ruff", *words, *options, *files]
        done = subprocess.run(command, capture_output=True, text=True)
        assert not done.returncode, done.stdout


@pytest.mark.parametrize("path", named(SYMC))
def test_the_compiler_is_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    if len(text.splitlines()) > 300:
        assert path.relative_to(ROOT).as_posix() in LONGER
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                modules = {name.name.partition(".")[0] for name in names}
            case ast.ImportFrom(module, _, level):
                assert level == 0
                modules = {(module or "").partition(".")[0]}
            case ast.Call(ast.Name("eval" | "exec" | "sympify") as called):
                pytest.fail(f"{called.id} on line {node.lineno}")
            case ast.Attribute(_, "sympify" | "parse_expr"):
                pytest.fail(f"sympy evaluates text on line {node.lineno}")
            case _:
                continue
        barred = {"pickle", "marshal", "shelve"} - PICKLED.get(path.name, set())
        if path.relative_to(ROOT / "symc").parts[0] not in TOOLS:
            barred |= {"torch", "numpy", "triton"}
        assert not modules & barred


@pytest.mark.parametrize("path", named([path for path in SYMC if path.name == "__init__.py"]))
def test_packages_say_what_they_offer(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    assert "__all__" in names


@pytest.mark.parametrize("path", named(SYMC))
def test_all_that_is_public_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_codes_of_diagnostics_are_unique_and_have_a_rejected_example() -> None:
    codes = Counter(entry.code for entry in entries())
    assert not [code for code, count in codes.items() if count > 1]
    ours = {code for code in codes if re.match("SYM[0-5]", code)}
    assert ours <= {path.stem[:6] for path in REJECTED}
    assert {path.stem[:6] for path in REJECTED} <= set(codes)


def test_every_rejected_example_has_its_drawing() -> None:
    assert all(path.with_suffix(".out").is_file() for path in REJECTED)
