"""The one door to lark: the grammar as the tables of a parser that looks ahead one token."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from symc import resources


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What becomes of the last `size` values: a node `kind`, in the state after `origin`.

    `kept` are the values that are children of it: as they are, or their own children where the
    second entry is true. A rule that `passes` a single child on makes no node of its own.
    """

    size: int
    origin: str
    kind: str
    kept: tuple[tuple[int, bool], ...]
    passes: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """For every state and symbol the next state, or the rule that ends here.

    `words` are the terminals of the words and symbols that the grammar writes out.
    """

    start: int
    end: int
    states: dict[int, dict[str, int | Rule]]
    words: dict[str, str]


@cache
def tables() -> Tables:
    """The tables of the grammar."""
    from lark import Lark

    lark = Lark(
        resources.read("grammar", "sym.lark"),
        start="file",
        parser="lalr",
        lexer="basic",
        maybe_placeholders=False,
    )
    made: Any = lark.parse_interactive().parser_state.parse_conf
    rules: dict[Any, Rule] = {}

    def action(step: tuple[Any, Any]) -> int | Rule:
        target = step[1]
        if isinstance(target, int):
            return target
        return rules.setdefault(target, _rule(target))

    states = {
        state: {symbol: action(step) for symbol, step in steps.items()}
        for state, steps in made.parse_table.states.items()
    }
    words = {terminal.pattern.value: terminal.name for terminal in lark.terminals}
    return Tables(made.start_state, made.end_state, states, words)


def _rule(made: Any) -> Rule:
    """A rule of lark's; tokens that the grammar writes out are left out, but for rules with `!`."""
    kept = tuple(
        (i, not symbol.is_term and symbol.name.startswith("_"))
        for i, symbol in enumerate(made.expansion)
        if made.options.keep_all_tokens or not (symbol.is_term and symbol.filter_out)
    )
    origin = str(made.origin.name)
    kind = str(made.alias or origin)
    passes = bool(made.options.expand1) and not made.alias
    return Rule(len(made.expansion), origin, kind, kept, passes)
