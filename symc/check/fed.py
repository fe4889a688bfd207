"""`by input(8, drop = 0.1)`: which inputs that do not transform a statement has."""

from dataclasses import replace
from fractions import Fraction

from symc.check.levels import Words, base_of
from symc.check.spec import Spec
from symc.check.surroundings import Surroundings
from symc.errors import breakers as errors
from symc.ir import ast
from symc.ir.breakers import Feed
from symc.ir.levels import Enforced, Level
from symc.ir.model import Model
from symc.ir.symmetry import Axis, Part
from symc.layers import Call, Term
from symc.report import CompileError

METHOD = "input"


def is_input(level: ast.Level) -> bool:
    """Whether a level feeds inputs that do not transform."""
    return isinstance(level, ast.By) and level.method.text == METHOD


def feeds(words: Words, around: Surroundings, spec: Spec) -> tuple[Feed, ...]:
    """What is fed to the layers of a statement; what cannot be is reported."""
    found = (
        _feed(level, level.mode.by, around, spec)
        for level in words.levels
        if isinstance(level.mode, Enforced) and is_input(level.mode.by)
    )
    return tuple(each for each in found if each is not None)


def _feed(level: Level, by: ast.By, around: Surroundings, spec: Spec) -> Feed | None:
    group = level.group
    base = base_of(spec, group, around.groups)
    if base is not None and base in around.plain:
        return None
    if around.group(group) not in around.kept:
        spec.reports.add(errors.input_of_part(by.span, group.name))
        return None
    why = None
    if group.is_free:
        why = f"it has no constant size: {group.size} is read from the arguments"
    elif group.translations:
        why = "its vectors do not break translations, and a fixed point would go with no layer"
    elif group.within is not None or spec.groups.is_nested(group):
        why = "it lies within another group, or another within it"
    if why is not None:
        spec.reports.add(errors.input_of_group(by.span, group.name, why))
        return None
    settings = _settings(by, spec)
    if settings is None:
        return None
    count, drop = settings
    text = " ".join(by.span.text.split())
    return Feed(around.group(group), count, drop, text, by.span.start)


def _settings(by: ast.By, spec: Spec) -> tuple[int, Fraction] | None:
    """How many inputs, and how likely they are dropped."""
    names = [option.name.text for option in by.options]
    values = [option.value for option in by.options]
    match by.arguments, names, values:
        case (ast.Number() | ast.Name() as written,), [], []:
            drop: Fraction | None = Fraction(0)
        case (ast.Number() | ast.Name() as written,), ["drop"], [ast.Number() | ast.Name() as p]:
            drop = spec.constants.of(p, "a probability")
        case _:
            spec.reports.add(errors.input_usage(by.span, "it is written in another way"))
            return None
    count = spec.constants.whole(written, "a number of inputs")
    if drop is not None and not 0 <= drop < 1:
        spec.reports.add(errors.input_usage(by.span, "a probability is at least 0 and below 1"))
        return None
    return None if count is None or drop is None else (count, drop)


def fed(call: Call) -> Call:
    """A call of `linear` with the inputs of its statement beside its own."""
    emitter = call.site.emitter
    for feed in emitter.feeds:
        source = call.arguments[0].values[0]
        if call.site.each or source.each:
            raise CompileError(errors.input_beside_graph(call.site.span, feed.group.name))
        assert isinstance(feed.group.size, int)
        part = Part((Axis(feed.group.size, feed.group),), feed.count)
        value = emitter.fed.get(feed)
        if value is None:
            site = replace(call.site, base=emitter.names.fresh("breakers"))
            made = site.term(part)
            site.one(feed, (source.name,), made.values[0])
            value = emitter.fed[feed] = made.values[0]
        call = replace(
            call,
            arguments=(*call.arguments, Term(part, (value,))),
            spans=(*call.spans, call.spans[0]),
        )
    return call


def report_idle(spec: Spec, block: ast.Model, model: Model) -> None:
    """Warns of lines of a model whose inputs no layer takes in."""
    taken = {node.op.place for node in model.nodes if isinstance(node.op, Feed)}
    for line in block.body.symmetries:
        level = line.level.level
        if isinstance(level, ast.By) and is_input(level) and level.span.start not in taken:
            spec.reports.add(errors.input_without_effect(level.span, line.level.group.text))
