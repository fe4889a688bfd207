"""Modules of the user's: `extern Net = "package.module:Class"`, called as `Net(x -> T)`."""

import keyword

from symc.check.reports import Reports
from symc.errors import enforced as errors
from symc.ir import ast
from symc.ir.model import Extern
from symc.ir.symmetry import Type
from symc.layers import Site, Term


def check_path(path: ast.Text, reports: Reports) -> None:
    """Reports a path that is not `package.module:Class`."""
    module, colon, name = path.value.partition(":")
    words = [*module.split("."), *name.split(".")]
    if not colon or not all(w.isidentifier() and not keyword.iskeyword(w) for w in words):
        reports.add(errors.extern_path(path.span, path.value))


def call(entity: ast.Extern, site: Site, terms: tuple[Term, ...], target: Type) -> Term:
    """The value of a call: one node from all tensors of all arguments."""
    counts = tuple(len(term.values) for term in terms)
    return site.node(Extern(entity.name.text, entity.path.value, counts), terms, target)


def is_usual(written: ast.Call) -> bool:
    """Whether a call is `Net(a, b -> T)`."""
    alone = written.clause is None and not written.words and not written.options
    return alone and bool(written.arguments) and written.target is not None
