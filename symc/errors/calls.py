"""Diagnostics SYM3xx: how layers are called, and arithmetic."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import Diagnostic, Span, nearest


@diagnostic("SYM314")
def argument_count(call: Span, name: str, usage: str, given: int) -> Diagnostic:
    """A layer with too many or too few arguments."""
    few = "1 value" if given == 1 else f"{given} values"
    return error(f"`{name}` does not take {few}", here(call), helps=(f"write `{usage}`",))


@diagnostic("SYM315")
def target_needed(call: Span, name: str, usage: str) -> Diagnostic:
    """A layer that is called without the type of its result."""
    return error(
        f"`{name}` needs `-> T`, the type of its result",
        here(call),
        helps=(f"write `{usage}`",),
    )


@diagnostic("SYM316")
def target_unused(arrow: Span, name: str, usage: str) -> Diagnostic:
    """A layer that is called with a type of its result, which it knows by itself."""
    return error(
        f"`{name}` knows the type of its result and takes no `->`",
        here(arrow),
        helps=(f"write `{usage}`",),
    )


@diagnostic("SYM317")
def clause_mistaken(span: Span, name: str, usage: str) -> Diagnostic:
    """A layer that needs `over G` and has none, or has a clause that it does not take."""
    return error(f"this is not how `{name}` is called", here(span), helps=(f"write `{usage}`",))


@diagnostic("SYM318")
def unknown_option(span: Span, function: str, option: str, known: tuple[str, ...]) -> Diagnostic:
    """An option that the layer does not have."""
    near = nearest(option, known)
    has = f"its options: {', '.join(known)}" if known else "it has none"
    return error(
        f"`{function}` has no option `{option}`",
        here(span),
        notes=(has,),
        helps=(f"did you mean `{near}`?",) if near else (),
    )


@diagnostic("SYM319")
def bad_setting(span: Span, function: str, setting: str, takes: str, near: str) -> Diagnostic:
    """An option or argument with a value that it does not know."""
    return error(
        f"`{setting}` of `{function}` takes {takes}",
        here(span),
        helps=(f"did you mean `{near}`?",) if near else (),
    )


@diagnostic("SYM320")
def option_twice(span: Span, first: Span, option: str) -> Diagnostic:
    """An option that is given twice."""
    return error(f"`{option}` is given twice", here(span), there(first, "given here already"))


@diagnostic("SYM321")
def product_of_values(span: Span) -> Diagnostic:
    """A product of two values.

    `*` scales a value by a number. A product of values of representations has to say which
    equivariant bilinear map is meant: `bilinear` learns one.
    """
    return error(
        "`*` takes a number and a value",
        here(span),
        helps=("the equivariant products of two values: `bilinear(a, b -> T)`",),
    )


@diagnostic("SYM322")
def number_for_value(span: Span, text: str) -> Diagnostic:
    """A number where a value belongs."""
    return error(
        f"{text} is a number, and a value belongs here",
        here(span),
        helps=("numbers scale values: `0.5 * a`; a learned constant comes with `linear`",),
    )


@diagnostic("SYM323")
def heads_not_whole(span: Span, name: str) -> Diagnostic:
    """A number of heads that is not a whole number of at least 1."""
    return error(f"`{name}` is a whole number of at least 1, and `{span.text}` is not", here(span))
