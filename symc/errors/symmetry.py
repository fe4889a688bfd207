"""Diagnostics SYM2xx: groups, sizes and types."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.errors.reasons import short
from symc.ir.symmetry import Part, Record, Sum, Type
from symc.report import Diagnostic, Span, nearest


@diagnostic("SYM201")
def unknown_family(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A family of groups that there is not.

    `symc list groups` prints the families.
    """
    near = nearest(name, known)
    return error(
        f"no group family named `{name}`",
        here(span),
        notes=(f"families: {', '.join(known)}",),
        helps=(f"did you mean `{near}`?",) if near else (),
    )


@diagnostic("SYM202")
def bad_group(span: Span, why: str, example: str) -> Diagnostic:
    """Parameters that give no group of the family."""
    return error(why, here(span), helps=(f"write `{example}`",))


@diagnostic("SYM203")
def not_whole(span: Span, what: str, value: str) -> Diagnostic:
    """A size, multiplicity, exponent or count that is not a whole number of at least 1."""
    return error(
        f"{what} is a whole number of at least 1, and {_brief(value)} is not",
        here(span),
    )


@diagnostic("SYM204")
def free_size_for_number(span: Span, name: str, what: str, declared: Span) -> Diagnostic:
    """A free size where the basis has to know the number.

    A free size is read from the tensors at run time. It is allowed where the basis does not depend
    on it: as n of `S(n)` and as a plain axis.
    """
    return error(
        f"{what} needs a constant, and `{name}` is a free size",
        here(span),
        there(declared, "free: fixed by the tensors at run time"),
        helps=(f"make it a constant: `size {name} = 8`",),
    )


@diagnostic("SYM205")
def not_positive(span: Span, name: str, value: str) -> Diagnostic:
    """A constant that is not positive."""
    return error(
        f"`{name}` is {_brief(value)}, and constants are positive",
        here(span),
    )


@diagnostic("SYM206")
def record_inside(span: Span, inside: str) -> Diagnostic:
    """A record where a tensor or a sum of tensors belongs.

    A field of a record, a summand and the base of a power have any type but a record.
    """
    return error(
        f"{inside} cannot be a record",
        here(span),
        helps=("join two records into one, with the fields of both",),
    )


@diagnostic("SYM207")
def size_not_readable(span: Span, size: str, model: str, head: Span, declared: Span) -> Diagnostic:
    """A free size that no argument of the model has.

    A free size is read from the shapes of the arguments. One that no argument names has no value.
    """
    return error(
        f"the free size `{size}` is not read from any argument of `{model}`",
        here(span, f"this has an axis of size `{size}`"),
        there(head, "no argument has one"),
        there(declared, "declared free here"),
        helps=(
            f"make it a constant: `size {size} = 8`",
            f"or let an argument have an axis of size `{size}`",
        ),
    )


@diagnostic("SYM208")
def wrong_result(span: Span, given: Type, wanted: Type, declared: Span) -> Diagnostic:
    """A `return` of another type than the one declared."""
    return error(
        f"this returns {short(given)}, and {short(wanted)} is declared",
        here(span, f"this is {short(given)}"),
        there(declared, "declared here"),
        notes=_difference(given, wanted),
        helps=(f"`return linear(... -> {short(wanted)})`",)
        if not isinstance(wanted, Record)
        else (),
    )


@diagnostic("SYM209")
def wrong_argument(
    span: Span, callee: str, name: str, given: Type, wanted: Type, declared: Span
) -> Diagnostic:
    """A call of a layer or model with an argument of another type than declared."""
    return error(
        f"`{name}` of `{callee}` is {short(wanted)}, and this is {short(given)}",
        here(span, f"this is {short(given)}"),
        there(declared, "declared here"),
        notes=_difference(given, wanted),
    )


@diagnostic("SYM210")
def wrong_count(call: Span, callee: str, given: int, wanted: int, declared: Span) -> Diagnostic:
    """A call of a layer or model with too many or too few arguments."""
    return error(
        f"`{callee}` takes {_counted(wanted, 'argument')}, and {given} "
        f"{'is' if given == 1 else 'are'} given",
        here(call),
        there(declared, "declared here"),
    )


@diagnostic("SYM211")
def only_arguments(span: Span, callee: str) -> Diagnostic:
    """A call of a layer or model of the spec with `->`, a clause or options."""
    return error(
        f"`{callee}` takes arguments only",
        here(span),
        helps=("its result has the type that it declares",),
    )


@diagnostic("SYM212")
def no_such_part(span: Span, key: str, type_: Type) -> Diagnostic:
    """A part of a sum or a field of a record that is not there.

    `h.0` is the first part of a sum; `h.w1` is the field `w1` of a record.
    """
    match type_:
        case Record(fields):
            keys = tuple(field.key for field in fields)
            near = nearest(key, keys)
            has = f"its fields: {', '.join(keys[:12])}{', ...' if len(keys) > 12 else ''}"
        case Sum(parts):
            near = None
            has = f"it is a sum of {len(parts)} parts, .0 to .{len(parts) - 1}: {short(type_)}"
        case Part():
            near = None
            has = f"it is {short(type_)}: neither a sum nor a record"
    return error(
        f"no part `{_brief(key)}` in this value",
        here(span),
        notes=(has,),
        helps=(f"did you mean `.{near}`?",) if near else (),
    )


@diagnostic("SYM213")
def bad_key(span: Span, key: str, why: str) -> Diagnostic:
    """A key of a record that cannot be a field of a `NamedTuple`.

    Dots of a key turn into `_`, and `p` is put before a leading digit; what comes out is a name in
    Python, and each only once.
    """
    return error(f"the key `{key}` {why}", here(span))


@diagnostic("SYM214")
def wrong_result_count(
    span: Span, given: int, names: tuple[str, ...], declared: Span
) -> Diagnostic:
    """A `return` with more or fewer values than results are named."""
    return error(
        f"{_counted(len(names), 'result')} {'is' if len(names) == 1 else 'are'} named, "
        f"and {given} {'is' if given == 1 else 'are'} returned",
        here(span),
        there(declared, "declared here"),
        helps=(f"`return ({', '.join(names)})`, an expression for each",),
    )


@diagnostic("SYM215")
def group_as_type(span: Span, name: str) -> Diagnostic:
    """A group where a type belongs.

    A type is a tensor shape in brackets, whose axes say which group moves them.
    """
    return error(
        f"`{name}` is a group, and a type belongs here",
        here(span),
        helps=(f"a tensor with one axis of it: `[{name}]`",),
    )


@diagnostic("SYM216")
def joined_record(span: Span, type_: Type) -> Diagnostic:
    """A record inside of `(a, b)`, which joins tensors into a sum."""
    return error(
        "a record cannot be a part of a sum",
        here(span, f"this is {short(type_)}"),
        helps=("take its fields: `(net.w1, net.b1)`",),
    )


def _difference(given: Type, wanted: Type) -> tuple[str, ...]:
    """The one thing that is easy to overlook, if it is that."""
    match given, wanted:
        case Part(a, None), Part(b, 1) if a == b:
            return ("`1 [A]` has a channel axis of size 1 and `[A]` has none: two types",)
        case Part(a, 1), Part(b, None) if a == b:
            return ("`1 [A]` has a channel axis of size 1 and `[A]` has none: two types",)
        case Sum(a), Sum(b) if a != b and sorted(map(str, a)) == sorted(map(str, b)):
            return ("the parts are the same, in another order",)
    return ()


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _brief(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}..."
