"""From an exact model to one with levels: what breaks a symmetry is new, and starts at zero."""

from symc.compare.loosened import bands_of
from symc.compare.moves import Moved, Start, copied, shape_of
from symc.emit.backends.torch.graded import Amounts, layers_of
from symc.ir.levels import Bound
from symc.ir.plan import Scheduled, Stage


def is_leveled(stage: Stage) -> bool:
    """Whether a layer has weights that break a symmetry."""
    return bool(bands_of(stage))


def kept(old: Stage, new: Stage) -> tuple[int, tuple[Moved, ...]] | str:
    """A layer that had levels: its weights as they are where it has the same ones, and how many."""
    before, after = ([] if s.layer is None else list(s.layer.levels) for s in (old, new))
    if list(map(str, before)) != list(map(str, after)):
        told = ", ".join(map(str, before))
        return f"`{new.text}` had the levels {told}, by which its weights were scaled"
    found = copied(old, new)
    if isinstance(found, str):
        return found
    count = sum(parameter.count for parameter in new.parameters)
    return count, found


def levels_of(model: Scheduled) -> dict[str, Start]:
    """The learned levels of a model, and how they start."""
    layers = layers_of(model)
    amounts = Amounts(layers)
    found = {amounts.name(level): level for layer in layers for level in layer.levels}
    return {
        name: "zeros" if isinstance(found[name].mode, Bound) else "tenth" for name in amounts.names
    }


def unbroken(old: Scheduled, new: Scheduled, is_loosened: bool) -> tuple[Moved, ...]:
    """What loosens products that were exact, and learned levels: as they start, if they are new."""
    found: list[Moved] = []
    for stage in new.stages if is_loosened else ():
        if stage.layer is not None and stage.layer.residual:
            found += [Moved(p.name, shape_of(p), (), None) for p in stage.parameters]
    before = levels_of(old)
    for name, start in levels_of(new).items():
        found.append(Moved(name, (1,), (), name if name in before else None, start))
    return tuple(found)
