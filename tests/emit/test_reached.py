"""Generated files hold nothing that they cannot reach, and all that they can."""

import ast
import re
from pathlib import Path

import pytest

from symc.compiler import plan, understand, write
from symc.emit.reached import reached
from symc.files import importer, read_spec, reader
from tests.oracle.modules import build

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.sym"))

LEVELS = ("breaking ~ 0.1", "breaking <= 0.1")

WHOLE = '''"""What it is."""

import math
import os

import torch


class _Base:
    """Extended."""

    kept = 1

    def open(self):
        return self._step_("each", 1) + self._private()

    def _step_(self, kind, x):
        return getattr(self, f"_at_{kind}")(x)

    def _at_each(self, x):
        return _TABLE["one"](x)

    def _at_none(self, x):
        return _only_there(x)

    # What is said of it.
    def _private(self):
        return 0

    @property
    def _lost(self):
        return 0


class _Alone:
    """Not extended, and not called."""

    def open(self):
        return os.sep


class Model(_Base):
    """A model."""

    def forward(self, x):
        return _Held().value(x)


class _Held:
    """Called, with one of its methods."""

    def __len__(self):
        return 0

    def value(self, x):
        return math.sqrt(x)

    def other(self, x):
        return _only_there(x)


def _only_there(x):
    return x


# Written for nothing.
def _mine(x):
    return _mine(x)


_TABLE = {
    "one": _first,
    "two": _second,
}
"""Functions."""


def _first(x):
    return x


def _second(x):
    return x


_UNUSED = 1
"""Of no use."""


def _register(name):
    return torch.library.Library(name, "FRAGMENT")


_OPERATORS = _register("a")


def load():
    return None
'''


def test_what_is_named_from_public_things_is_left_and_nothing_else() -> None:
    left = reached(WHOLE)
    names = set(re.findall(r"(?:def|class) (\w+)", left))
    methods = {"open", "_step_", "_at_each", "_private", "forward", "__len__", "value"}
    assert names == {"_Base", "Model", "_Held", "_first", "_register", "load", *methods}
    assert "_OPERATORS" in left and '"one": _first,' in left and "_second" not in left
    assert "_UNUSED" not in left and "Of no use" not in left and "Functions." in left
    assert "import os" not in left and "Written for nothing" not in left
    assert "import math\n\nimport torch\n\n\nclass _Base" in left
    assert "\n\n\n\n" not in left and reached(left) == left


def test_names_of_the_same_text_alone_do_not_hold_one_another() -> None:
    both = "class M:\n    pass\n\n\ndef _a():\n    return _b()\n\n\ndef _b():\n    return _a()\n"
    assert reached(both).rstrip() == "class M:\n    pass"
    assert reached("") == "" and reached("import torch\n") == ""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_supporting_name_of_an_example_is_read_somewhere(path: Path) -> None:
    """By the tree alone: what a file defines of its own it also names elsewhere."""
    text = write(plan(understand(read_spec(path), importer(path), None, reader(path))))
    body = ast.parse(text).body
    defined = {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.startswith("_")
    }
    read = {n.id for node in body for n in ast.walk(node) if isinstance(n, ast.Name)}
    assert defined <= read


@pytest.mark.torch
def test_what_a_model_has_no_use_for_is_not_in_its_file() -> None:
    head = "group Rot = O(3)\nmodel M(x: 2 [Rot]) -> [Rot] {{\n    symmetry Rot: {}\n"
    body = "    return linear(linear(x -> 3 [Rot]) -> [Rot])\n}}"
    prior, bound = (build((head + body).format(each)).source for each in LEVELS)
    assert "class _Bounded" in bound and "_least_largest" in bound
    assert "class _Bounded" not in prior and "_least_largest" not in prior
    for text in (prior, bound):
        assert "_certify_linear" in text and "_affine_linear" in text
        assert "_certify_gate" not in text and "_Quadratic" not in text
        assert "_affine_each" not in text and "_Multiplied" not in text
