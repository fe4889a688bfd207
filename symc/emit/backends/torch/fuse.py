"""Contract, mix and expand of one tensor into another, where nobody else needs the pieces."""

from collections import Counter
from dataclasses import dataclass

from symc.emit.backends.torch.geometry import is_simple
from symc.emit.backends.torch.together import Together, gather
from symc.ir.plan import Arrange, Contract, Expand, Mix, Scheduled, Split, Stage, Step
from symc.ir.products import Couple, Product
from symc.ir.waist import is_identity


@dataclass(frozen=True, slots=True)
class Fused:
    """A whole linear layer: its mixes stand in the order of the ports of both programs."""

    contract: Contract
    mixes: tuple[Mix, ...]
    expand: Expand


def readers(model: Scheduled) -> Counter[str]:
    """How often each piece of a contraction is read."""
    count: Counter[str] = Counter()
    for stage in model.stages:
        for step in stage.steps:
            count.update(_reads(step))
    return count


def _reads(step: Step) -> list[str]:
    match step:
        case Mix(rows=rows):
            return [row.piece for row in rows]
        case Expand(twist=twist):
            return [row.piece for row in twist.rows] if twist else []
        case Product(left, right):
            return [left, right]
        case Split(source):
            return [source]
        case Couple(terms=terms):
            return [name for t in terms for name in (t.product.left, t.product.right)]
    return []


Made = Step | Fused | Together
"""Steps as they are emitted."""


def fuse(stage: Stage, count: Counter[str], joint: bool = False) -> tuple[Made, ...]:
    """The steps of a stage, the first contraction to the last expansion fused if they fit.

    If `joint`, a layer of several tensors is one function.
    """
    contracts = [step for step in stage.steps if isinstance(step, Contract)]
    expands = [step for step in stage.steps if isinstance(step, Expand)]
    mixes = [step for step in stage.steps if isinstance(step, Mix)]
    if len(contracts) != 1 or len(expands) != 1:
        return _together(stage, count, joint)
    fused = _fit(contracts[0], mixes, expands[0], count)
    if fused is None:
        return _together(stage, count, joint)
    out: list[Made] = []
    for step in stage.steps:
        if step is expands[0]:
            out.append(fused)
        elif step is not contracts[0] and not isinstance(step, Mix):
            out.append(step)
    return tuple(out)


def _together(stage: Stage, count: Counter[str], joint: bool) -> tuple[Made, ...]:
    """The steps of a stage, as one function if that is wanted and nobody else needs its pieces."""
    own = Counter(name for step in stage.steps for name in _reads(step))
    made = {t for step in stage.steps if isinstance(step, Contract) for t in step.targets}
    made |= {step.target for step in stage.steps if isinstance(step, Arrange)}
    if not joint or any(count[name] > own[name] for name in made):
        return stage.steps
    return gather(stage) or stage.steps


def _fit(contract: Contract, mixes: list[Mix], expand: Expand, count: Counter[str]) -> Fused | None:
    twist = expand.twist
    if contract.program.is_matrix or expand.program.is_matrix:
        return None
    if is_simple(contract.program) or is_simple(expand.program) or expand.base or not twist:
        return None
    if twist.form != "copies":
        return None
    if [row.piece for row in twist.rows] != [contract.source]:
        return None
    by_piece = {mix.rows[0].piece: mix for mix in mixes if _is_plain(mix)}
    if len(by_piece) != len(mixes) or set(by_piece) != set(contract.targets):
        return None
    if any(count[name] > 1 for name in contract.targets):
        return None
    ordered = tuple(by_piece[name] for name in contract.targets)
    if tuple(mix.columns[0].target for mix in ordered) != expand.pieces:
        return None
    if any(mix.bias is not None for mix in ordered[1:]):
        return None
    return Fused(contract, ordered, expand)


def _is_plain(mix: Mix) -> bool:
    """Whether a mix is one block of rows times a matrix to one block of columns."""
    if len(mix.rows) != 1 or len(mix.columns) != 1 or mix.weight is None or mix.entries > 1:
        return False
    (orders,) = (column.orders for column in mix.columns)
    return all(map(is_identity, orders))
