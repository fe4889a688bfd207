"""One scheduled model as the page of an `nn.Module`."""

import textwrap
from collections import Counter
from collections.abc import Mapping

from symc.emit.backends.torch import breakers, composed, enforced, framed, graded, submodules
from symc.emit.backends.torch.aligned import turn_table_lines
from symc.emit.backends.torch.apart import apart
from symc.emit.backends.torch.checked import finite, guarded
from symc.emit.backends.torch.code import Call, escape, statement
from symc.emit.backends.torch.counts import whole_count
from symc.emit.backends.torch.derive import (
    Chunk,
    Deriver,
    chunk,
    deriving,
    names_of,
    read_lines,
)
from symc.emit.backends.torch.factored import factor_table_lines
from symc.emit.backends.torch.fitted import fitted
from symc.emit.backends.torch.foreign import foreign_lines
from symc.emit.backends.torch.fuse import Fused, Made, fuse, readers
from symc.emit.backends.torch.geometry import averaged
from symc.emit.backends.torch.graph_inputs import graph_names
from symc.emit.backends.torch.interface import head, read, record_class, result
from symc.emit.backends.torch.masks import seen_lines
from symc.emit.backends.torch.multiply import table_lines
from symc.emit.backends.torch.parameters import init_lines, reset_lines
from symc.emit.backends.torch.promises import described
from symc.emit.backends.torch.records import constant_lines, method_lines
from symc.emit.backends.torch.scope import Functions, Scope
from symc.emit.backends.torch.steps import hidden, lines
from symc.emit.backends.torch.ties import basis_lines, ties_of
from symc.emit.backends.torch.together import Together
from symc.emit.backends.torch.whole import together_lines
from symc.ir.model import Argument
from symc.ir.page import Lines, ModelPage
from symc.ir.plan import Derive, Expand, Mix, Restore, Scheduled, Stage
from symc.ir.spatial import Gradient
from symc.ir.symmetry import Part, Record, declared

INDENT = 8


def model_page(
    model: Scheduled,
    functions: Functions,
    checked: bool = False,
    known: Mapping[str, Scheduled] | None = None,
) -> tuple[ModelPage, set[str]]:
    """The page of a model and the supporting functions that it calls."""
    scope = Scope(model, functions, _taken(model), checked=checked, known=known or {})
    scope.masks.clear()
    for parameter in (p for stage in model.stages for p in stage.parameters):
        for tied in ties_of(parameter):
            scope.bases.name(tied.tensors)
    head_lines = head(scope)
    reading = read(scope)
    count = readers(model)
    seen = [*_points(scope), *_kept(scope)]
    start = [*reading, *seen]
    ending = [*_derived(scope), *result(scope)]
    chunks = tuple(_chunk(stage, count, scope) for stage in model.stages)
    given = _given(model) | {scope.mask(group) for group in scope.masked}
    deriver = Deriver(given | set(names_of(start)[1]))
    steps = deriver.lines(chunks, frozenset(names_of(_as_value(ending))[0]))
    if deriver.methods:
        scope.helper("derive")
    seen = read_lines(seen, (*steps, *_as_value(ending)))
    title, *docstring = _docstring(model, scope)
    inner = (*seen, *steps)
    body: Lines = (*reading, *seen, *steps, *ending)
    methods: tuple[Lines, ...] = ()
    if model.model.surface is not None:
        body, methods = enforced.forward(scope), enforced.methods(scope, inner)
    asked = (
        *method_lines(model.model, scope),
        *methods,
        *graded.methods(model, scope),
        *breakers.methods(model, bool(graded.layers_of(model)), scope),
    )
    page = ModelPage(
        model.model.name,
        title,
        tuple(docstring),
        _records(model),
        constant_lines(model.model),
        tuple(_init(model, scope)),
        (
            *(line for stage in model.stages for line in reset_lines(stage, scope)),
            *graded.reset_lines(model),
            *submodules.reset_lines(model),
        ),
        head_lines,
        body,
        composed.composed((*deriver.methods, *scope.methods, *asked), model, scope),
        submodules.signature(model, scope.known),
        graded.bases(model, scope),
    )
    return page, scope.support


def _derived(scope: Scope) -> list[str]:
    """Checks of derivatives that are results."""
    results = set(scope.model.model.result.values)
    made = [n for n in scope.model.model.nodes if isinstance(n.op, Gradient)]
    names = [v.name for node in made for v in node.outputs if v.name in results]
    return [line for name in names for line in finite(name, name, scope)]


def _taken(model: Scheduled) -> set[str]:
    names = {v.name for a in model.model.arguments for v in a.values}
    names |= {a.name for a in model.model.arguments}
    names |= {v.name for node in model.model.nodes for v in node.outputs}
    names |= graph_names(model.model)
    for stage in model.stages:
        for step in stage.steps:
            names |= {getattr(step, "target", "")} | set(getattr(step, "targets", ()))
            names |= {column.target for column in getattr(step, "columns", ())}
    return names


def _docstring(model: Scheduled, scope: Scope) -> Lines:
    source, surface = model.model, model.model.surface
    types = {a.name: a.type for a in source.arguments}
    if surface is not None:
        types = dict(zip(types, surface.arguments, strict=True))
    given = ", ".join(
        f"{a.name}: {types[a.name] if isinstance(a, Argument) else a.graph.name}"
        for a in source.takes
    )
    result = source.result.type if surface is None else surface.result
    groups = [f"{group}" for group in declared(source.groups)]
    groups += [] if surface is None else [f"{e.group} {e.text}" for e in surface.enforced]
    kept = breakers.kept(model, described(model))
    kept = "; ".join((kept, *composed.statuses(model, scope.known)))
    groups += composed.enforced_within(model, scope.known)
    shown = escape(f"({given}) -> {result}")
    return (
        f"{whole_count(model, scope.known):,} weights, {kept}.",
        *textwrap.wrap(fitted(model), 80),
        *textwrap.wrap(shown, 80, break_long_words=False, break_on_hyphens=False),
        *textwrap.wrap(f"Symmetry: {', '.join(groups) or 'no group'}".rstrip(".") + ".", 80),
        *(() if surface is None else framed.told(surface)),
    )


def _records(model: Scheduled) -> tuple[Lines, ...]:
    match model.model.result.type:
        case Record() as record:
            return (record_class(f"{model.model.name}Result", record),)
    return ()


def _init(model: Scheduled, scope: Scope) -> list[str]:
    out: list[str] = []
    for stage in model.stages:
        made = init_lines(stage, scope)
        if made:
            out += [made[0], *_remarks(stage), *made[1:]]
    modules = [*foreign_lines(model, scope), *submodules.init_lines(model, scope)]
    tables = [] if model.model.surface is None else enforced.init_lines(scope)
    tables += breakers.init_lines(model, scope, bool(graded.layers_of(model)))
    needs_kind = any("kind" in line for line in tables)
    tabled = scope.matrices or scope.tables or scope.factors
    if not out and not tabled and not needs_kind:
        return [*modules, *tables]
    parameters = [p for stage in model.stages for p in stage.parameters]
    viewed = [p for layer in graded.layers_of(model) for m in layer.mixed for p in m.whole]
    out += basis_lines([*parameters, *viewed], scope.bases, scope.helper)
    out += graded.init_lines(model, scope)
    out += matrix_lines(scope)
    out += table_lines(scope)
    out += factor_table_lines(scope)
    out += turn_table_lines(scope)
    dtype = "dtype"
    if scope.is_complex:
        dtype = f"_{scope.helper('complex_dtype')}(dtype)"
    return [f'kind = {{"device": device, "dtype": {dtype}}}', *out, *modules, *tables]


def matrix_lines(scope: Scope) -> list[str]:
    """The constant matrices of programs on short axes: no part of the state."""
    out: list[str] = []
    for (program, mean), name in scope.matrices.items():
        scope.helper("matrix")
        counts = [str(g.size) if mean else "None" for g in averaged(program)]
        read = f"_read_{scope.functions.name(program)}"
        call = Call(
            "_matrix", (read, str(program.frame.sizes), *counts), ".to(torch.empty(0, **kind))"
        )
        out += statement("matrix = ", call, "", INDENT)
        arguments = (f'"{name}"', "matrix", "persistent=False")
        out += statement("", Call("self.register_buffer", arguments), "", INDENT)
    return out


def _remarks(stage: Stage) -> list[str]:
    out: list[str] = []
    for note in stage.notes:
        wrapped = textwrap.wrap(note, 88 - INDENT - 4, break_long_words=False)
        out += [f"#   {line}" for line in wrapped]
    return out


def _given(model: Scheduled) -> set[str]:
    """The arguments of `forward`."""
    taken = {a.name for a in model.model.takes} | graph_names(model.model)
    return taken | {"self", "batch", "graphs"}


def _as_value(lines: list[str]) -> list[str]:
    """The return statement as one that may stand outside of a function."""
    first = next(i for i, line in enumerate(lines) if line.startswith("return"))
    return [*lines[:first], f"_ = {lines[first].removeprefix('return ')}", *lines[first + 1 :]]


def _chunk(stage: Stage, count: Counter[str], scope: Scope) -> Chunk:
    match stage.steps:
        case (Derive() as step,):
            return deriving(stage.name, step)
    made = chunk(stage.name, guarded(stage.name, _stage(stage, count, scope), scope))
    return apart(made, scope) if graded.layers_of(scope.model) else made


def _stage(stage: Stage, count: Counter[str], scope: Scope) -> list[str]:
    values = {v.name: v.part for node in scope.model.model.nodes for v in node.outputs}
    out: list[str] = graded.whole_line(stage.layer, scope) if stage.layer else []
    differentiated = any(isinstance(n.op, Gradient) for n in scope.model.model.nodes)
    for step in fuse(stage, count, not differentiated):
        shown: list[tuple[str, Part]] = []
        if isinstance(step, Together):
            out += together_lines(step, scope)
        else:
            out += lines(step, scope)
            shown = hidden(step)
        for name, part in [*shown, *_written(step, values)]:
            seen = scope.seen(part)
            if seen:
                scope.helper("keep")
                out += statement(f"{name} = ", Call("_keep", (name, seen)), "", INDENT)
    return out


def _written(step: Made, values: dict[str, Part]) -> list[tuple[str, Part]]:
    """Values of the model that a linear or bilinear layer has just written."""
    match step:
        case Fused(expand=Expand(target=target)):
            return [(target, values[target])] if target in values else []
        case Together(made=made):
            return [(name, values[name]) for name in made if name in values]
        case Expand(target=target) | Restore(target=target):
            return [(target, values[target])] if target in values else []
        case Mix(columns=columns):
            return [(c.target, values[c.target]) for c in columns if c.target in values]
    return []


def _points(scope: Scope) -> list[str]:
    out = []
    for group in scope.masked:
        scope.helper("count")
        size = scope.size(group.size)
        call = Call("_count", (scope.mask(group), size))
        out += statement(f"{scope.count(group)} = ", call, "", INDENT)
    return out


def _kept(scope: Scope) -> list[str]:
    """Masks of every type with a maskable axis, and the arguments with zeros where absent."""
    model = scope.model.model
    parts = [v for a in model.arguments for v in a.values]
    for value in [*parts, *(v for node in model.nodes for v in node.outputs)]:
        scope.seen(value.part)
    out: list[str] = []
    for (words, trailing), name in scope.masks.items():
        scope.helper("seen")
        out += seen_lines(words, trailing, name)
    for value in parts:
        seen = scope.seen(value.part)
        if seen:
            scope.helper("keep")
            call = Call("_keep", (value.name, seen))
            out += statement(f"{value.name} = ", call, "", INDENT)
        if scope.masked:
            out += finite(value.name, value.name, scope)
    return out
