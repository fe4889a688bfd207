"""Options, and arguments that are no values: `mode = full`, `silu`, `0.1`."""

from dataclasses import dataclass
from fractions import Fraction

from symc.check.open_options import open_options
from symc.check.spec import Spec
from symc.errors import calls as errors
from symc.errors import fixed, product_algorithms
from symc.ir import ast
from symc.layers import Kind, Setting
from symc.report import Span, nearest


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for each setting, and where."""

    values: dict[str, str | Fraction]
    spans: dict[str, Span]


def read(
    spec: Spec, written: ast.Call, kind: Kind, extras: tuple[ast.Expression, ...]
) -> Given | None:
    """Every setting of a call; None if one was reported."""
    given = Given({}, {})
    wanted = [
        (setting, extra) for setting, extra in zip(kind.signature.extras, extras, strict=True)
    ]
    known = {setting.name: setting for setting in kind.signature.options}
    sound = len(written.words) <= len(kind.signature.words) or not kind.signature.place
    if not sound:
        span, usage = written.words[-1].span, kind.signature.usage
        spec.reports.add(errors.clause_mistaken(span, kind.name, usage))
    wanted += zip(kind.signature.words, written.words, strict=False)
    given_later = open_options(written, kind)
    seen: dict[str, Span] = {}
    for option in written.options:
        name, span = option.name.text, option.span
        if name in seen:
            spec.reports.add(errors.option_twice(span, seen[name], name))
            sound = False
        elif name in known and option in given_later:
            pass
        elif name in known:
            wanted.append((known[name], option.value))
        else:
            _report_option(spec, kind, option)
            sound = False
        seen.setdefault(name, span)
    for setting, value in wanted:
        meant = _meaning(spec, kind, setting, value)
        if meant is None:
            sound = False
        else:
            given.values[setting.name] = meant
            given.spans[setting.name] = value.span
    return given if sound else None


def _report_option(spec: Spec, kind: Kind, option: ast.Option) -> None:
    name = option.name.text
    known = tuple(setting.name for setting in kind.signature.options)
    spec.reports.add(errors.unknown_option(option.name.span, kind.name, name, known))


def _meaning(
    spec: Spec, kind: Kind, setting: Setting, value: ast.Expression
) -> str | Fraction | None:
    """The word or number; words that the setting knows come before values of that name."""
    match value:
        case ast.Name(text) if text in setting.words:
            return text
        case ast.Number(number) if setting.number:
            return number
        case ast.Negate(ast.Number(number)) if setting.number:
            return -number
        case ast.Name() if setting.number and spec.constants.is_constant(value):
            return spec.constants.of(value, f"`{setting.name}`")
        case ast.Call(ast.Name(text), arguments) if text in setting.calls:
            return _called(spec, value, text, arguments)
    takes = [f"`{word}`" for word in setting.words]
    takes += [f"`{word}(...)`" for word in setting.calls]
    takes += ["a number"] if setting.number else []
    takes += ["a value"] if setting.value else []
    near = nearest(value.text, setting.words) if isinstance(value, ast.Name) else None
    spec.reports.add(
        errors.bad_setting(value.span, kind.name, setting.name, _or(takes), near or "")
    )
    return None


def _called(
    spec: Spec, value: ast.Call, name: str, arguments: tuple[ast.Expression, ...]
) -> str | None:
    """`rank(8)` or `cp(rank = 8)`: a word with one whole number."""
    if name == "cp":
        return _named_rank(spec, value, name)
    bare = value.target is None and value.clause is None and not value.words and not value.options
    match arguments:
        case (ast.Number() | ast.Name() as count,) if bare:
            number = spec.constants.of(count, f"`{name}`")
            if number is None:
                return None
            if number.denominator == 1 and number >= 1:
                return f"{name}({number})"
    spec.reports.add(fixed.bad_rank(value.span, name))
    return None


def _named_rank(spec: Spec, value: ast.Call, name: str) -> str | None:
    """`cp(rank = 8)`."""
    bare = value.target is None and value.clause is None and not value.words
    match value.arguments, value.options:
        case (), (ast.Option(ast.Name("rank"), ast.Number() | ast.Name() as count),) if bare:
            number = spec.constants.of(count, "`rank`")
            if number is None:
                return None
            if number.denominator == 1 and number >= 1:
                return f"{name}({number})"
    spec.reports.add(product_algorithms.bad_rank(value.span))
    return None


def _or(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
