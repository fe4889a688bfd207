"""The classes that a model with levels extends: what bounds and follows the operations it has."""

from symc.emit.backends.torch.code import WIDTH
from symc.emit.backends.torch.scope import Scope
from symc.ir.grades import Layer
from symc.ir.levels import Bound

FOLLOWED = {
    *("linear", "add", "each", "gate", "square", "normalized", "relaxed"),
    *("product", "bilinear"),
}
"""The operations that the second bound knows."""

MULTIPLIED = {"bilinear", "product", "coupled", "harmonics"}
QUADRATIC = {"bilinear", "product"}

CLASSES = {
    "relaxed": "_Relaxed",
    "annealed": "_Annealed",
    "unleveled": "_Unleveled",
    "bounded": "_Bounded",
    "graded": "_Graded",
    "freed": "_Freed",
    "regular": "_Regular",
    "quadratic": "_Quadratic",
    "affine": "_Affine",
    "certified": "_Certified",
    "multiplied": "_Multiplied",
    "measured": "_Measured",
}
"""By the snippets that they stand in, in the order in which Python looks for methods."""


def need_bounds(kinds: set[str], scope: Scope, has_shapes: bool) -> None:
    """Notes the classes that a certificate of these operations is made by."""
    if kinds & MULTIPLIED:
        scope.helper("multiplied")
    layers = (stage.layer for stage in scope.model.stages if stage.layer)
    if has_shapes and kinds <= FOLLOWED and all(layer.is_framed for layer in layers):
        scope.helper("affine")
        if kinds & QUADRATIC:
            scope.helper("quadratic")


def leveled_by(layers: tuple[Layer, ...], free: tuple[str, ...]) -> tuple[str, ...]:
    """The snippets with what a model knows of its levels."""
    levels = [level for layer in layers for level in layer.levels]
    if not levels and not free:
        return ("annealed", "unleveled")
    is_bounded = any(isinstance(level.mode, Bound) for level in levels)
    return ("annealed", "graded", "freed", "regular", *(("bounded",) * is_bounded))


def bases_of(name: str, scope: Scope) -> str:
    """The classes of a model, as they stand in its head."""
    found = [word for snippet, word in CLASSES.items() if snippet in scope.support]
    line = ", ".join([*found, "nn.Module"])
    if len(f"class {name}({line}):") <= WIDTH:
        return line
    if len(line) + 4 <= WIDTH:
        return f"\n    {line}\n"
    return "\n" + "".join(f"    {word},\n" for word in (*found, "nn.Module"))
