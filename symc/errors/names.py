"""Diagnostics SYM1xx: names, files and the words that stand for something."""

from symc.errors.catalogue import diagnostic, error, here, there
from symc.report import NOWHERE, Diagnostic, Span, nearest


def _did_you_mean(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    near = nearest(name, known)
    return (f"did you mean `{near}`?",) if near else ()


def _known(what: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not known:
        return (f"there are no {what}s here",)
    return (f"{what}s here: {', '.join(known)}",) if len(known) <= 12 else ()


@diagnostic("SYM101")
def unknown_value(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A value that nothing was assigned to.

    Values are the arguments of the model or layer and what its lines assign, from there on.
    """
    return error(
        f"no value named `{name}`",
        here(span),
        notes=_known("value", known),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM102")
def unknown_axis(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """An axis that names no group, size or param.

    An axis is a group, which moves it, or a number, size or param: a plain axis that nothing moves.
    """
    return error(
        f"no group or size named `{name}`",
        here(span),
        notes=_known("groups and size", known),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM103")
def unknown_type(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A type that is not declared."""
    return error(
        f"no type named `{name}`",
        here(span),
        notes=_known("type", known),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM104")
def unknown_group(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A group that is not declared.

    Groups are declared by lines like `group Rot = O(3)`, in the file or in one that it imports.
    """
    return error(
        f"no group named `{name}`",
        here(span),
        notes=_known("group", known),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM105")
def unknown_function(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A call of a layer, function or model that there is not.

    `symc list layers` prints the built-in ones; others are declared by `layer` and `model`.
    """
    return error(
        f"no layer, function or model named `{name}`",
        here(span),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM106")
def unknown_number(span: Span, name: str, known: tuple[str, ...]) -> Diagnostic:
    """A number that names no size or param."""
    return error(
        f"no size or param named `{name}`",
        here(span),
        notes=_known("sizes and param", known),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM107")
def declared_twice(span: Span, first: Span, name: str) -> Diagnostic:
    """A name that is declared twice.

    Sizes, params, groups, types, graphs, layers and models share one namespace over a file and its
    imports.
    """
    return error(f"`{name}` is declared twice", here(span), there(first, "declared here already"))


@diagnostic("SYM108")
def wrong_kind(span: Span, name: str, is_: str, wanted: str, at: Span, way: str) -> Diagnostic:
    """A name that stands for something of another kind than belongs there."""
    return error(
        f"`{name}` is {is_}, and {wanted} belongs here",
        here(span),
        there(at, "declared here"),
        helps=(way,) if way else (),
    )


@diagnostic("SYM109")
def refused_name(span: Span, name: str, why: str, instead: str) -> Diagnostic:
    """A name that generated code needs for itself.

    Names of values, arguments, results, layers and models become names in Python; keywords,
    builtins, attributes of `nn.Module` and the names of built-in layers are refused.
    """
    return error(f"`{name}` is {why}", here(span), helps=(f"call it `{instead}`",))


@diagnostic("SYM110")
def hides_declaration(span: Span, name: str, is_: str, declared: Span) -> Diagnostic:
    """A value with the name of a declaration."""
    return error(
        f"the value `{name}` would hide {is_}",
        here(span),
        there(declared, "declared here"),
        helps=(f"call it `{name}_value`",),
    )


@diagnostic("SYM111")
def missing_import(span: Span, path: str) -> Diagnostic:
    """An imported file that is not there.

    Paths are relative to the file that imports.
    """
    return error(f'no file "{path}"', here(span))


@diagnostic("SYM112")
def import_cycle(span: Span, cycle: tuple[str, ...]) -> Diagnostic:
    """Files that import each other in a circle."""
    return error(
        "imports in a circle",
        here(span),
        notes=(" imports ".join(cycle),),
        helps=("move what both need into a file of its own",),
    )


@diagnostic("SYM113")
def import_outside(span: Span, path: str) -> Diagnostic:
    """An import from outside of the compile root, the folder of the file being compiled."""
    return error(
        f'"{path}" lies outside of the folder being compiled',
        here(span),
        helps=("imports are relative paths that stay inside it",),
    )


@diagnostic("SYM114")
def unknown_param(name: str, known: tuple[str, ...]) -> Diagnostic:
    """A `--set` of a param that the spec does not declare."""
    has = f"params: {', '.join(known)}" if known else "the spec declares no params"
    return error(
        f"`--set {name}` sets no param of the spec",
        notes=(has,),
        helps=_did_you_mean(name, known),
    )


@diagnostic("SYM115")
def bad_param_value(name: str, value: str, declared: Span = NOWHERE) -> Diagnostic:
    """A `--set` with a value that is not a positive number."""
    return error(
        f"`--set {name}={value}`: `{value}` is not a positive number",
        there(declared, "the param"),
        helps=(f"write `--set {name}=64`",),
    )


@diagnostic("SYM116")
def defined_by_itself(span: Span, name: str, cycle: tuple[str, ...]) -> Diagnostic:
    """A size, param or type that is defined by itself."""
    return error(
        f"`{name}` is defined by itself",
        here(span),
        notes=(" -> ".join(cycle),),
    )


@diagnostic("SYM117")
def recursion(span: Span, name: str, cycle: tuple[str, ...]) -> Diagnostic:
    """A layer or model that reaches itself.

    Calls are unrolled, with fresh weights for each, so a call of itself would never end.
    """
    return error(
        f"`{name}` calls itself",
        here(span),
        notes=(" calls ".join(cycle),),
        helps=("`repeat 2 { ... }` unrolls a number of times",),
    )


@diagnostic("SYM118")
def named_twice(span: Span, first: Span, name: str, what: str) -> Diagnostic:
    """Two arguments, results or fields of one name."""
    return error(f"two {what} are named `{name}`", here(span), there(first, "the first"))


@diagnostic("SYM119")
def not_called(span: Span, name: str, what: str) -> Diagnostic:
    """A layer or model that stands where a value belongs, without its arguments."""
    return error(
        f"`{name}` is {what}, and a value belongs here",
        here(span),
        helps=(f"call it: `{name}(x)`",),
    )
