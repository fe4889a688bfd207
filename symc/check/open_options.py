"""Options that are values: of a type that the layer knows, or calls that leave it open."""

from dataclasses import replace

from symc.errors import symmetry as errors
from symc.ir import ast
from symc.ir.symmetry import Type
from symc.layers import Call, Finish, Kind, Term, apply
from symc.report import CompileError, Span


def open_options(written: ast.Call, kind: Kind) -> tuple[ast.Option, ...]:
    """The options of a call that are values and no words."""
    known = {setting.name: setting for setting in kind.signature.options if setting.value}
    return tuple(
        option
        for option in written.options
        if option.name.text in known and not _is_word(option.value, known[option.name.text].words)
    )


def _is_word(value: ast.Expression, words: tuple[str, ...]) -> bool:
    return isinstance(value, ast.Name) and value.text in words


def finish_call(kind: Kind, call: Call) -> Finish:
    """What a call without a target gives, once that is known."""

    def finish(type_: Type) -> Term:
        return apply(kind, replace(call, target=type_))

    return finish


def finish_value(term: Term, callee: str, name: str, span: Span) -> Finish:
    """A value that has to have the type that is needed."""

    def finish(type_: Type) -> Term:
        if term.type != type_:
            problem = errors.wrong_argument(span, callee, name, term.type, type_, span)
            raise CompileError(problem)
        return term

    return finish
