"""Hypothesis strategies: specs as trees, of every node that the language has."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from symc.ir import ast
from symc.parse.lexer import RESERVED, TYPE_WORDS
from symc.report import NOWHERE

_SOFT = ["on", "by", "wr", "within", "exact", "free", "breaking", "learned", "algebra", "symc"]
_words = st.one_of(
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True), st.sampled_from(_SOFT)
)


def _name(text: str) -> ast.Name:
    return ast.Name(text, NOWHERE)


def _some(
    strategy: st.SearchStrategy[Any], least: int = 0, most: int = 3
) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


def _node(kind: Any, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **fields, span=st.just(NOWHERE))


def _number(text: str) -> ast.Number:
    return ast.Number(Fraction(text), text, NOWHERE)


names = _words.filter(lambda word: word not in RESERVED and word != "generated").map(_name)
values = _words.filter(lambda word: word not in RESERVED - TYPE_WORDS).map(_name)
option_names = st.one_of(values, st.just(_name("size")))
integers = st.integers(0, 99).map(str).map(_number)
numbers = st.one_of(integers, st.sampled_from(["0.5", "1e-3", "2.25E+2", "5.0"]).map(_number))
counts = st.one_of(integers, names)
constants = st.one_of(numbers, st.just(_number("-0.5")), names)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
strings = _node(ast.Text, value=texts.filter(lambda text: '"' not in text))

_labels = st.from_regex(r"[A-Za-z0-9]{1,3}", fullmatch=True)
_blocks = _node(ast.Block, copies=st.integers(0, 64), label=_labels)
_plain_axes = st.recursive(
    st.one_of(
        counts,
        _node(ast.LabelAxis, group=names, label=_labels),
        _node(ast.FlatAxis, group=names, blocks=_some(_blocks, 1)),
    ),
    lambda axes: _node(
        ast.FibredAxis, axes=_some(st.one_of(axes, _node(ast.DualAxis, axis=axes)), 2)
    ),
    max_leaves=4,
)
_summands = st.one_of(_plain_axes, _node(ast.DualAxis, axis=_plain_axes))
axes = st.one_of(_summands, _node(ast.SumAxis, axes=_some(_summands, 2)))
_keys = st.from_regex(r"[A-Za-z0-9_]{1,3}(\.[A-Za-z0-9_]{1,3}){0,2}", fullmatch=True).map(_name)


def _larger_types(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    flat = parts.filter(lambda part: not isinstance(part, ast.Sum))
    return st.one_of(
        _node(ast.Power, base=parts, exponent=counts),
        _node(ast.SymmetryPower, kind=st.sampled_from(["sym", "alt"]), exponent=counts, base=parts),
        _node(ast.Channels, count=counts, base=parts),
        _node(ast.Sum, parts=_some(flat, 2)),
        _node(ast.Record, fields=_some(_node(ast.Field, name=_keys, type=parts), 1)),
        _node(ast.Restrict, base=parts, group=names),
        _node(ast.Induce, base=parts, group=names),
    )


types = st.recursive(
    st.one_of(names, _node(ast.Shape, axes=_some(axes))), _larger_types, max_leaves=5
)


def _chains(parts: st.SearchStrategy[Any], operators: str) -> st.SearchStrategy[Any]:
    link = _node(ast.Link, operator=st.sampled_from(operators), value=parts)
    whole = _node(ast.Chain, first=parts, links=_some(link, 1))
    return whole.filter(
        lambda chain: (
            not isinstance(chain.first, ast.Chain)
            or (chain.first.links[0].operator in "+-") != (operators == "+-")
        )
    )


def _calls(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    end = st.sampled_from(["source", "target"]).map(_name)
    options = _some(_node(ast.Option, name=option_names, value=parts), 0, 2)
    none, nothing = st.none(), st.just(())
    clause = st.one_of(
        _node(ast.Over, group=names),
        _node(ast.Place, word=st.sampled_from(["at", "to"]), graph=names, end=end),
    )
    targets = st.one_of(types, st.just(ast.Same(NOWHERE)))
    shape = {"function": values, "options": options}
    some = _some(parts, 1)
    return st.one_of(
        _node(ast.Call, **shape, arguments=_some(parts), target=none, clause=none, words=nothing),
        _node(ast.Call, **shape, arguments=some, target=targets, clause=none, words=nothing),
        _node(ast.Call, **shape, arguments=some, target=none, clause=clause, words=_some(parts)),
    )


def _larger(operators: str) -> Any:
    def larger(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        bare = parts.filter(lambda part: not isinstance(part, ast.Part))
        return st.one_of(
            _node(ast.Negate, value=parts),
            _chains(parts, "+-"),
            _chains(parts, operators),
            _node(ast.Tuple, items=_some(parts, 2)),
            _node(ast.Part, value=bare, path=_some(_labels, 1)),
            _calls(parts),
        )

    return larger


expressions = st.recursive(st.one_of(values, numbers), _larger("*"), max_leaves=5)
entries = st.recursive(st.one_of(values, numbers), _larger("*/"), max_leaves=4)

_vectors = _node(ast.Vector, entries=_some(entries, 1))
_matrices = _some(_node(ast.Matrix, rows=_some(_vectors, 1)), 1)
_options = _node(ast.Option, name=option_names, value=expressions)
_group_calls = _node(
    ast.GroupCall,
    name=names,
    arguments=_some(st.one_of(integers, names, strings, _vectors)),
    options=_some(_options, 0, 2),
)
_factors = st.one_of(_group_calls, _node(ast.Wreath, factors=_some(_group_calls, 2)))
_cycles = _some(_some(st.integers(1, 9)), 1)
groups = st.one_of(
    _factors,
    _node(ast.Within, fibre=_factors, base=names),
    _node(ast.ByPermutations, generators=_some(_node(ast.Permutation, cycles=_cycles), 1)),
    _node(ast.ByMatrices, generators=_matrices),
    _node(ast.ByAlgebra, generators=_matrices),
)

_norms = st.one_of(st.none(), st.sampled_from(["op", "haar", "rate"]).map(_name))
_reach = {
    "domain": st.one_of(st.none(), _node(ast.Domain, quantity=names, bound=constants)),
    "subgroup": st.one_of(st.none(), names),
}
_yes, _no, _none = st.just(True), st.just(False), st.none()
_measure = {"amount": constants, "norm": _norms, **_reach}
_levels = st.one_of(
    _node(ast.Exact),
    _node(ast.Free),
    _node(ast.Breaking, kind=st.just("bound"), learned=st.booleans(), **_measure),
    _node(ast.Breaking, kind=st.just("prior"), learned=_no, **_measure),
    _node(ast.Breaking, kind=st.just("free"), learned=_yes, amount=_none, norm=_none, **_reach),
    _node(ast.By, method=names, arguments=_some(expressions), options=_some(_options)),
)
group_levels = _node(ast.GroupLevel, group=names, level=_levels)

_with = _some(group_levels, 0, 2)
_assigns = _node(ast.Assign, name=values, value=expressions, levels=_with)
statements = st.recursive(
    _assigns,
    lambda inner: _node(ast.Repeat, count=counts, statements=_some(inner)),
    max_leaves=3,
)
_bodies = _node(
    ast.Body,
    symmetries=_some(_node(ast.Symmetry, level=group_levels), 0, 2),
    statements=_some(statements),
    result=_node(ast.Return, value=expressions, levels=_with),
)
_fields = _node(ast.Field, name=values, type=types)
_head = {
    "name": names,
    "arguments": _some(_fields),
    "result": st.one_of(types, _node(ast.Results, fields=_some(_fields, 1))),
    "body": _bodies,
}
declarations = st.one_of(
    _node(ast.Import, path=strings),
    _node(ast.Size, name=names, value=st.one_of(st.none(), constants)),
    _node(ast.Param, name=names, value=constants),
    _node(ast.Group, name=names, value=groups),
    _node(ast.TypeName, name=names, value=types),
    _node(ast.Graph, name=names, group=names),
    _node(ast.Extern, name=names, path=strings),
    _node(ast.Layer, **_head),
    _node(ast.Model, **_head),
)
files = _node(
    ast.File,
    version=st.one_of(st.none(), st.just(_number("1"))),
    declarations=_some(declarations, 1),
)
