"""What there is to say about a name: Markdown for hovers, one line for completions."""

from symc import vocabulary
from symc.algebra import FAMILIES
from symc.check.scope import Entity, described
from symc.editor.knowledge import Knowledge
from symc.ir import ast
from symc.ir.symmetry import Part, Record, Sum, Type
from symc.layers import LAYERS

LONGEST = 12


def declaration(entity: Entity, known: Knowledge) -> str:
    """A declaration, as written, and what it comes to."""
    match entity:
        case ast.Layer() | ast.Model():
            return code(head(entity))
        case ast.TypeName(name):
            type_ = dict(known.survey.types).get(name.text) if known.survey else None
            meant = "" if type_ is None else f"\n\n{shape(type_)}"
            return code(" ".join(entity.span.text.split())) + meant
        case _:
            return f"{code(' '.join(entity.span.text.split()))}\n\n{described(entity)}"


def head(block: ast.Layer | ast.Model) -> str:
    """What stands before the body, on one line."""
    whole = block.span.source.text[block.span.start : block.body.span.start]
    return " ".join(whole.split())


def value(name: str, type_: Type) -> str:
    """A value: its type and the shape of its tensors."""
    return f"{code(f'{name}: {type_}')}\n\n{shape(type_)}"


def shape(type_: Type) -> str:
    """The shapes of the tensors of a type."""
    match type_:
        case Part():
            return f"tensor `{_shape(type_)}`"
        case Sum(parts):
            inside = ", ".join(f"`{_shape(part)}`" for part in parts[:LONGEST])
            return f"tuple of {inside}{'' if len(parts) <= LONGEST else ', ...'}"
        case Record(fields):
            lines = [f"- `{f.key}`: {shape(f.type)}" for f in fields[:LONGEST]]
            more = [f"- and {len(fields) - LONGEST} more"] if len(fields) > LONGEST else []
            return "\n".join(["record of", *lines, *more])


def _shape(part: Part) -> str:
    sizes = [str(axis.extent) for axis in part.axes]
    channels = [] if part.multiplicity is None else [str(part.multiplicity)]
    return f"({', '.join(['...', *sizes, *channels])})"


def built_in(name: str) -> str:
    """A layer, function, group family or level of the language, if that is what it is."""
    kind = LAYERS.find(name)
    if kind is not None:
        return f"{code(kind.summary)}\n\n{_first(type(kind).__doc__)}"
    family = next((f for f in FAMILIES if f.name == name), None)
    if family is not None:
        return family.summary
    word = vocabulary.find(name)
    return "" if word is None else f"{code(word.summary)}\n\n{' '.join(word.text.split())}"


def code(text: str) -> str:
    """A fenced block."""
    return f"```sym\n{text}\n```"


def _first(doc: str | None) -> str:
    """The first paragraph of a docstring."""
    return " ".join((doc or "").split("\n\n")[0].split())
