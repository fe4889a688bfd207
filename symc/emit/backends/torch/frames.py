"""Values to their frames and back, as source text."""

from symc.algebra import is_skew
from symc.emit.backends.torch.geometry import positive
from symc.emit.backends.torch.scope import Scope
from symc.ir.plan import Arrange, Restore
from symc.ir.waist import Order, is_identity


def arranged(step: Arrange, scope: Scope) -> str:
    """A value in its frame."""
    text = step.source
    if step.part.multiplicity is None:
        text += ".unsqueeze(-1)"
    for i, lengths in enumerate(step.atoms):
        if len(lengths) > 1:
            sizes = ", ".join(scope.size(n) for n in lengths)
            text += f".unflatten({i - len(step.atoms) - 1}, ({sizes}))"
    text = _lowered(text, step, scope)
    text = permuted(text, step.order, scope)
    if step.folded:
        text += f".flatten({-1 - step.folded}, -1)"
    return text


def restored(step: Restore, scope: Scope) -> str:
    """A frame as a value."""
    text = step.source
    if step.folded:
        extents = [n for each in step.atoms for n in each]
        plain = [str(extents[i]) for i in step.order[-step.folded :]]
        text += f".unflatten(-1, ({', '.join([*plain, str(step.part.channels)])}))"
    inverse = tuple(step.order.index(i) for i in range(len(step.order)))
    text = permuted(text, inverse, scope)
    text = _lowered(text, step, scope)
    for i, lengths in reversed(list(enumerate(step.atoms))):
        if len(lengths) > 1:
            last = i - len(step.atoms) - 1
            text += f".flatten({last - len(lengths) + 1}, {last})"
    if step.part.multiplicity is None:
        text += ".squeeze(-1)"
    return text


def _lowered(text: str, step: Arrange | Restore, scope: Scope) -> str:
    """Dual axes as those of V, and back: the same but for a sign, which weights take up."""
    count = sum(map(len, step.atoms))
    for atom, group in step.duals:
        axis = atom - count - 1
        if is_skew(group):
            text = f"_{scope.helper('lower_skew')}({text}, {axis})"
        else:
            text = f"_{scope.helper('lower')}({text}, {axis}, {positive(group)})"
    return text


def permuted(text: str, order: Order, scope: Scope) -> str:
    """A tensor with its axes in another order."""
    if is_identity(order):
        return text
    return f"_{scope.helper('permute')}({text}, {order})"
