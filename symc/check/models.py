"""Layers and models: their bodies checked, and models written out."""

from collections.abc import Mapping
from dataclasses import dataclass

from symc.check.blocks import Block
from symc.check.canonical import canonicalizer
from symc.check.enclosing import check_lines
from symc.check.enforced import enforced
from symc.check.fed import report_idle
from symc.check.frame import Frame, Prefixes, Unroll
from symc.check.leveled import check_leveled
from symc.check.recursion import check_recursion
from symc.check.relaxed import check_relaxed
from symc.check.spec import Spec
from symc.check.statements import Body
from symc.check.submodels import check_submodels
from symc.check.surroundings import Surroundings, Surveys
from symc.errors import sparse, symmetry
from symc.ir import ast
from symc.ir.enforcement import Canonical, Surface
from symc.ir.graphs import Edges
from symc.ir.model import Argument, Model, Result
from symc.ir.symmetry import Group, Type, groups_of, parts_of
from symc.layers import Emitter, Overflow, Site, Term
from symc.report import CompileError, Span


@dataclass(frozen=True, slots=True)
class Run:
    """A body that was run: its frame in the end, what it returns, and what a user of it sees."""

    frame: Frame
    result: Term | None
    surface: Surface | None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments of the body that are values."""
        terms = self.frame.arguments.items()
        return tuple(Argument(name, term.type, term.values) for name, term in terms if term)


def check_blocks(spec: Spec, surveys: Surveys) -> dict[str, Run]:
    """Reports what is wrong in any body; calls of the spec's own blocks are typed, not followed.

    What is known then of models without such calls is all that there is to know: their runs.
    """
    blocks = [e for e in spec.scope.all() if isinstance(e, ast.Layer | ast.Model)]
    check_recursion(blocks, spec)
    runs: dict[str, Run] = {}
    for block in blocks:
        whole = isinstance(block, ast.Model) and surveys.stands_alone(block)
        try:
            run = _check(block, spec, surveys, unroll=_unroll if whole else None)
        except Overflow as overflow:
            spec.reports.add(overflow.diagnostic)
        else:
            runs |= {block.name.text: run} if whole else {}
    return runs


def write_out(
    model: ast.Model, spec: Spec, surveys: Surveys, runs: Mapping[str, Run]
) -> tuple[Model, ...]:
    """A model whose body was checked, with all its calls and repeats unrolled.

    Networks that it needs beside itself come first. A body among the `runs` is not run again.
    """
    try:
        run = runs.get(model.name.text) or _run(model, spec, surveys, _unroll)
        found = _written_out(model, spec, run)
        return () if found is None else (*_beside(model, found, spec), found)
    except Overflow as overflow:
        spec.reports.add(overflow.diagnostic)
    except CompileError as refusal:
        spec.reports.add(*refusal.diagnostics)
    return ()


def _beside(written: ast.Model, model: Model, spec: Spec) -> list[Model]:
    """The networks that say how the arguments of a model lie."""
    surface, found = model.surface, []
    for each in () if surface is None else surface.enforced:
        if surface is not None and isinstance(each.method, Canonical):
            names = (argument.name for argument in model.arguments)
            arguments = tuple(zip(names, surface.arguments, strict=True))
            groups = dict.fromkeys(g for type_ in surface.arguments for g in groups_of(type_))
            span = next(
                line.level.span
                for line in written.body.symmetries
                if line.level.group.text == each.group.name
            )
            made = canonicalizer(spec, written, each.group, arguments, span, tuple(groups))
            found.append(made)
    return found


def _check(block: Block, spec: Spec, surveys: Surveys, unroll: Unroll | None) -> Run:
    run = _run(block, spec, surveys, unroll)
    check_lines(spec, block, surveys.reached(block), run.frame.surroundings)
    if isinstance(block, ast.Model):
        check_submodels(block, spec, surveys)
    return run


def _run(block: Block, spec: Spec, surveys: Surveys, unroll: Unroll | None) -> Run:
    frame = _frame(block, spec, surveys, unroll)
    result = Body(block, frame).run()
    if not isinstance(block, ast.Model):
        return Run(frame, result, None)
    _check_sizes(block, frame)
    return Run(frame, result, _surface(block, spec, frame.surroundings))


def _written_out(model: ast.Model, spec: Spec, run: Run) -> Model | None:
    if run.result is None:
        return None
    frame = run.frame
    written = Model(
        name=model.name.text,
        arguments=run.arguments,
        nodes=tuple(frame.emitter.nodes),
        result=Result(run.result.type, run.result.names),
        groups=tuple(_groups(model, frame)),
        span=model.span,
        graphs=tuple(frame.graphs.values()),
        surface=run.surface,
    )
    check_leveled(written, spec.reports)
    check_relaxed(written, spec.reports)
    report_idle(spec, model, written)
    return written


def _surface(model: ast.Model, spec: Spec, around: Surroundings) -> Surface | None:
    """What the user of a model sees, where symmetries are enforced around it."""
    head = spec.heads.of(model)
    parameters = [(p.type, p.span) for p in head.parameters if p.type is not None]
    known = all(p.type is not None or p.graph is not None for p in head.parameters)
    if not around.plain or head.result is None or not known:
        return None
    try:
        arguments = tuple(around.outside(*parameter) for parameter in parameters)
        result = around.outside(head.result, head.result_span)
        return Surface(arguments, result, enforced(spec, model, around.plain, arguments, result))
    except CompileError as refusal:
        spec.reports.add(*refusal.diagnostics)
        return None


def _unroll(block: Block, frame: Frame) -> Term | None:
    return Body(block, frame).run()


def _frame(block: Block, spec: Spec, surveys: Surveys, unroll: Unroll | None) -> Frame:
    """A frame that holds the arguments, under names of their own."""
    emitter = Emitter(spec.reserved)
    around = surveys.of(block)
    parameters = around.head(spec.heads.of(block)).parameters
    bases = [emitter.names.fresh(parameter.name) for parameter in parameters]
    values: dict[str, Term | None] = {}
    graphs: dict[str, Edges] = {}
    for i, (base, parameter) in enumerate(zip(bases, parameters, strict=True)):
        if parameter.graph is not None:
            graphs[parameter.name] = Edges(base, parameter.graph, i)
            continue
        site = Site(emitter, base, parameter.name, parameter.span)
        twice = parameter.name in values
        type_ = None if twice else parameter.type
        values[parameter.name] = None if type_ is None else site.term(type_)
    return Frame(spec, emitter, Prefixes(), values, graphs, dict(values), around, unroll)


def _groups(block: Block, frame: Frame) -> dict[Group, None]:
    """The groups that the types of a block name, in the order of appearance."""
    head = frame.head(block)
    types: list[Type] = [p.type for p in head.parameters if p.type is not None]
    types += [] if head.result is None else [head.result]
    made = [value for node in frame.emitter.nodes for value in node.outputs]
    types += [value.part for value in made]
    found = dict.fromkeys(group for type_ in types for group in groups_of(type_))
    carriers = [frame.spec.graphs.group(value.each) for value in made if value.each]
    return found | dict.fromkeys(group for group in carriers if group is not None)


def _check_sizes(model: ast.Model, frame: Frame) -> None:
    """Reports free sizes that no argument of the model has."""
    head = frame.head(model)
    if any(parameter.type is None and parameter.graph is None for parameter in head.parameters):
        return
    known = {size for p in head.parameters if p.type for size in _free_sizes(p.type)}
    known -= set(frame.spec.scope.names(ast.Graph))
    known |= {p.graph.name for p in head.parameters if p.graph is not None}
    uses = [(size, p.span) for p in head.parameters if p.type for size in _free_sizes(p.type)]
    for node in frame.emitter.nodes:
        for value in node.outputs:
            group = frame.spec.graphs.group(value.each)
            sizes = [*_free_sizes(value.part), *([str(group.size)] if group else [])]
            uses += [(size, node.span) for size in sizes]
    if head.result is not None:
        uses += [(size, head.result_span) for size in _free_sizes(head.result)]
    for size, span in uses:
        if size not in known:
            known.add(size)
            _report_size(model, frame.spec, size, span)


def _report_size(model: ast.Model, spec: Spec, size: str, span: Span) -> None:
    entity = spec.scope.find(size)
    if isinstance(entity, ast.Graph):
        spec.reports.add(sparse.no_edges(span, model.name.text, model.name.span, size))
        return
    declared = model.name.span if entity is None else entity.name.span
    name = model.name.text
    spec.reports.add(symmetry.size_not_readable(span, size, name, model.name.span, declared))


def _free_sizes(type_: Type) -> list[str]:
    axes = [axis for part in parts_of(type_) for axis in part.axes]
    return [axis.extent for axis in axes if isinstance(axis.extent, str)]
