"""Parameters as lines of `__init__` and `reset_parameters`."""

import textwrap
from fractions import Fraction

from symc.emit.backends.torch.code import WIDTH, Call, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.parameters import Coupling, Parameter, Vector, Weight
from symc.ir.plan import Stage

INDENT = 8


def init_lines(stage: Stage, scope: Scope) -> list[str]:
    """The parameters of one stage under a comment with its call."""
    if not stage.parameters:
        return []
    out = [f"# {line}" for line in _wrapped(stage.text)]
    for parameter in stage.parameters:
        out += _declare(parameter, scope)
    return out


def _wrapped(text: str) -> list[str]:
    """A call on as few lines as it takes; of very long ones the first."""
    return textwrap.wrap(
        text,
        WIDTH - INDENT - 2,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
        max_lines=4,
        placeholder=" ...",
    )


def _declare(parameter: Parameter, scope: Scope) -> list[str]:
    match parameter:
        case Weight(name=name, kept=kept):
            out = _parameter(name, parameter.shape)
            if kept is not None and not parameter.ties:
                out += _places(name, parameter.rows, parameter.columns, kept, scope)
            return out
        case Vector(name, length, _, columns, kept):
            out = _parameter(name, (length,))
            if kept is not None and not parameter.ties:
                blocks = tuple((0, 0, column) for column in kept)
                out += _places(name, (1,), columns, blocks, scope)
            return out
        case Coupling(name=name, kept=pairs):
            out = _parameter(name, parameter.shape)
            if pairs is not None and not parameter.ties:
                places = tuple(str(s * parameter.tops + t) for s, t in pairs)
                out += _buffer(name, Call("torch.tensor", (tuple_of(places),)))
            return out


def _parameter(name: str, shape: tuple[int, ...]) -> list[str]:
    made = Call("torch.empty", (*map(str, shape), "**kind"))
    return statement(f"self.{name} = ", Call("nn.Parameter", (made,)), "", INDENT)


def _places(
    name: str,
    rows: tuple[int, ...],
    columns: tuple[int, ...],
    kept: tuple[tuple[int, int, int], ...],
    scope: Scope,
) -> list[str]:
    scope.helper("blocks")
    blocks = tuple_of([str(block) for block in kept])
    return _buffer(name, Call("_places", (str(rows), str(columns), blocks)))


def _buffer(name: str, value: Call) -> list[str]:
    """Where the entries of a parameter stand: not part of the state, rebuilt by `__init__`."""
    out = statement("places = ", value, "", INDENT)
    arguments = (f'"{name}_at"', "places.to(device)", "persistent=False")
    return [*out, *statement("", Call("self.register_buffer", arguments), "", INDENT)]


def reset_lines(stage: Stage, scope: Scope) -> list[str]:
    """How the parameters of one stage start."""
    out: list[str] = []
    for parameter in stage.parameters:
        name = f"self.{parameter.name}"
        match parameter:
            case Weight(start="zeros"):
                out += statement("", Call("nn.init.zeros_", (name,)), "", INDENT)
            case Weight():
                out += _normal(name, _runs(parameter), scope)
            case Vector(start="small"):
                out += statement("", f"nn.init.normal_({name}, std=0.1)", "", INDENT)
            case Vector(start=start):
                out += statement("", Call(f"nn.init.{start}_", (name,)), "", INDENT)
            case Coupling(terms=terms):
                out += _normal(name, [(parameter.channels, terms)], scope)
    return out


def _runs(weight: Weight) -> list[tuple[int, Fraction]]:
    if weight.ties and weight.kept is not None:
        both = zip(weight.kept, weight.ties, strict=True)
        runs = [(tied.count, weight.scales[c].terms) for (_, _, c), tied in both]
    elif weight.kept is None:
        runs = [(scale.width, scale.terms) for scale in weight.scales]
    else:
        runs = [
            (weight.rows[r] * weight.columns[c], weight.scales[c].terms) for _, r, c in weight.kept
        ]
    return _merged(runs)


def _merged(runs: list[tuple[int, Fraction]]) -> list[tuple[int, Fraction]]:
    out: list[tuple[int, Fraction]] = []
    for width, terms in runs:
        if out and out[-1][1] == terms:
            out[-1] = (out[-1][0] + width, terms)
        else:
            out.append((width, terms))
    return out


def _normal(name: str, runs: list[tuple[int, Fraction]], scope: Scope) -> list[str]:
    if len(runs) == 1:
        return statement("", f"nn.init.normal_({name}, std={_root(runs[0][1])})", "", INDENT)
    scope.helper("normal")
    pairs = tuple(f"({width}, {_text(terms)})" for width, terms in runs)
    return statement("", Call("_normal_", (name, *pairs)), "", INDENT)


def _root(terms: Fraction) -> str:
    if terms == 1:
        return "1"
    return f"{_text(terms)}**-0.5" if terms.denominator == 1 else f"{_text(terms)} ** -0.5"


def _text(terms: Fraction) -> str:
    if terms.denominator == 1:
        return str(terms.numerator)
    return f"({terms.numerator} / {terms.denominator})"
