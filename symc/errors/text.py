"""SYM0xx: the text of a spec."""

import re
import unicodedata

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Label, Span, nearest

_CLOSER = {"(": ")", "[": "]", "{": "}"}
_MEANT = {
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2192": "->",
    "\u2264": "<=",
    "\u00d7": "*",
    "\u00b7": "*",
    "\u201c": '"',
    "\u201d": '"',
    "\u2018": '"',
    "\u2019": '"',
    "\u00b2": "^2",
    "\u00b3": "^3",
    "'": '"',
    "<": "<=",
}


@diagnostic("SYM001")
def unexpected(
    span: Span,
    found: str,
    expected: tuple[str, ...],
    known: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """A word or symbol stands where something else must.

    The message lists what could have stood there. Often the mistake is just before that place:
    a missing comma, operator or bracket.
    """
    near = nearest(span.text, known) if known else None
    helps = (f"`{near}`",) if near else ()
    return error(f"expected {_or(expected)}, found {found}", here(span), notes=notes, helps=helps)


@diagnostic("SYM002")
def strange_character(span: Span) -> Diagnostic:
    """A character that has no meaning in a spec.

    Specs are ASCII outside comments and strings, so that no two names look alike. Control
    characters and characters that turn the direction of writing are refused everywhere.
    """
    character = span.text
    meant = _MEANT.get(character)
    if character == "_":
        return error("a name begins with a letter", here(span))
    if character == ".":
        note = "a part follows its value without a space: `h.0`, `bonds.source`"
        return error("a `.` that belongs to nothing", here(span), notes=(note,))
    name = unicodedata.name(character, "").lower() or f"the character U+{ord(character):04X}"
    shown = f"`{character}`" if character.isprintable() else name
    told = shown if character.isascii() or shown == name else f"{shown} ({name})"
    helps = (f"`{meant}`",) if meant else ()
    notes = () if character.isascii() else ("specs are ASCII outside comments and strings",)
    return error(f"{told} is not part of the language", here(span), notes=notes, helps=helps)


@diagnostic("SYM003")
def unclosed(opener: Span, span: Span, found: str) -> Diagnostic:
    """A bracket is opened and not closed.

    Newlines inside `( )`, `[ ]` and the braces of a record do not end a statement, so a missing
    bracket shows only where something cannot stand inside it.
    """
    closer = _CLOSER[opener.text]
    return error(
        f"expected `{closer}` before {found}",
        here(span, f"`{closer}` is missing before this"),
        there(opener, "opened here"),
    )


@diagnostic("SYM004")
def unopened(span: Span) -> Diagnostic:
    """A closing bracket has no opening one."""
    return error(f"`{span.text}` closes nothing", here(span))


@diagnostic("SYM005")
def unterminated(span: Span) -> Diagnostic:
    """A string does not end on its line.

    Strings are `"..."` on one line; there are no escapes.
    """
    closed = span.text.rstrip()
    helps = (f'`{closed}"`',) if len(closed) <= 60 else ()
    return error("a string without its closing quote", here(span), helps=helps)


@diagnostic("SYM006")
def malformed_number(span: Span) -> Diagnostic:
    """A number is not written as numbers are.

    Numbers are `3`, `5.0` and `1e-3`: digits on both sides of a point, no leading zeros, nothing
    attached. The blocks of a flat axis are `32x0e` or `1o`.
    """
    meant = _number_meant(span.text)
    helps = (f"`{meant}`",) if meant else ()
    if re.fullmatch(r"\d+x", span.text):
        helps = (f"`{span.text}1o` are {span.text[:-1]} copies of the irrep `1o`",)
    note = "numbers are written `3`, `5.0` or `1e-3`"
    return error(f"`{_short(span.text)}` is not a number", here(span), notes=(note,), helps=helps)


@diagnostic("SYM007")
def reserved(span: Span, expected: tuple[str, ...]) -> Diagnostic:
    """A reserved word stands where a name must.

    Reserved are `import size param group type graph extern layer model repeat symmetry return over
    at to with`, and the words of types, `same sym alt restrict induce`, for what a file declares.
    """
    word = span.text
    message = f"`{word}` is a reserved word; expected {_or(expected)}"
    return error(message, here(span), notes=("reserved words cannot be used as names",))


@diagnostic("SYM008")
def body_brace(span: Span, found: str) -> Diagnostic:
    """The `{` of a body does not stand on the line where its head ends.

    A newline ends a statement, so the head of a model, layer or `repeat` must reach its `{`:
    `model M(x: T) -> U {`.
    """
    message = f"expected `{{` before {found}"
    return error(message, here(span, "the body's `{` stands on the line where its head ends"))


@diagnostic("SYM009")
def no_declarations(span: Span) -> Diagnostic:
    """A file declares nothing.

    A spec is declarations: groups, types, models and so on. An empty file, or one with comments
    only, is most often the wrong file.
    """
    return error("a file without declarations", here(span))


@diagnostic("SYM010")
def unknown_version(span: Span) -> Diagnostic:
    """The file is written in a version of the language that this compiler does not know."""
    message = f"version {_short(span.text)} of the language is not known here"
    return error(message, here(span), notes=("this compiler reads version 1",), helps=("`symc 1`",))


@diagnostic("SYM011")
def out_of_order(span: Span, what: str, where: str, other: Span | None = None) -> Diagnostic:
    """A line of a body stands in the wrong place.

    A body is `symmetry` lines, then assignments and `repeat`s, then one `return`. A `repeat`
    holds assignments and `repeat`s only.
    """
    labels: tuple[Label, ...] = (there(other, "this comes first"),) if other else ()
    return error(f"{what} {where}", here(span), *labels)


@diagnostic("SYM012")
def no_return(span: Span, owner: str) -> Diagnostic:
    """A body does not end in a `return`."""
    return error(f"`{owner}` returns nothing", here(span, "`return ...` is missing before this"))


@diagnostic("SYM013")
def argument_order(span: Span, after: Span) -> Diagnostic:
    """The arguments of a call stand in the wrong order.

    In a call the order is arguments, `-> T` (or `over`, `at`, `to`), options.
    """
    return error(
        "this argument stands too late",
        here(span, "this must come first"),
        there(after, "it comes after this"),
        notes=("in a call the order is arguments, `-> T`, options",),
    )


@diagnostic("SYM014")
def not_text(span: Span, byte: int) -> Diagnostic:
    """A file is not UTF-8 text."""
    message = f"a byte that is not UTF-8: 0x{byte:02x}"
    return error(message, here(span), kind="file")


@diagnostic("SYM015")
def over_limit(what: str, most: int, span: Span) -> Diagnostic:
    """The text goes over a limit of the compiler.

    Limits keep hostile or mangled input from taking all time and memory; no spec written by hand
    comes near them.
    """
    return error(f"over the limit of {most} for {what}", here(span), kind="limit")


@diagnostic("SYM016")
def unfinished(
    span: Span, found: str, expected: tuple[str, ...], notes: tuple[str, ...] = ()
) -> Diagnostic:
    """A statement ends too early.

    A statement ends at a newline, unless a bracket is open. To go on in the next line, open one.
    """
    return error(f"expected {_or(expected)} before {found}", here(span), notes=notes)


@diagnostic("SYM017")
def not_ended(span: Span, found: str, statement: str) -> Diagnostic:
    """Something follows a finished statement on its line.

    Each statement stands on a line of its own, or ends with `;`.
    """
    message = f"expected the end of the {statement}, found {found}"
    return error(message, here(span), notes=("a statement ends at a newline or `;`",))


@diagnostic("SYM018")
def division(span: Span) -> Diagnostic:
    """Values are not divided.

    `/` stands in the exact entries of matrices and vectors only, as `1/2` or `sqrt(3)/2`. A value
    is multiplied by a number instead.
    """
    return error("values cannot be divided", here(span), helps=("`0.5 * a` for `a / 2`",))


@diagnostic("SYM019")
def version_first(span: Span) -> Diagnostic:
    """A version line stands behind a declaration."""
    return error("the version line must come first in the file", here(span))


def _or(words: tuple[str, ...]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _number_meant(text: str) -> str | None:
    """The number that was likely meant, if there is only one."""
    digits = text.replace("_", "")
    if digits.strip("0123456789.") or digits.count(".") > 1:
        return None
    whole, point, fraction = digits.partition(".")
    meant = f"{whole.lstrip('0') or '0'}{point and '.' + (fraction or '0')}"
    return meant if meant != text else None
