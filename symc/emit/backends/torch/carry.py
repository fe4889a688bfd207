"""Products of a whole tensor by one matrix, left to the expansion that adds them up."""

from dataclasses import replace

from symc.emit.backends.torch.geometry import is_simple
from symc.ir.plan import Contract, Expand, Mix, Step, Twist
from symc.ir.waist import is_identity


def carry(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, where such a product is added to its tensor's expansion in place."""
    contracts = {step.source: step for step in steps if isinstance(step, Contract)}
    expands = {step.base: step for step in steps if isinstance(step, Expand) and step.base}
    carried: dict[Step, Expand] = {}
    gone: set[Step] = set()
    for mix in steps:
        if not isinstance(mix, Mix) or mix.weight is None or not _is_whole(mix):
            continue
        contract = contracts.get(mix.rows[0].piece)
        expand = expands.get(mix.columns[0].target)
        if contract and expand and expand not in carried and _fit(contract, expand):
            order = tuple(range(len(expand.program.frame.axes)))
            twist = Twist(mix.rows, mix.weight, (order,))
            carried[expand] = replace(expand, base=None, twist=twist)
            gone.add(mix)
    return tuple(
        carried.get(step, step) if isinstance(step, Expand) else step
        for step in steps
        if step not in gone
    )


def _is_whole(mix: Mix) -> bool:
    """Whether a mix is one tensor times a parameter, for one output."""
    weight = mix.weight
    if len(mix.rows) != 1 or len(mix.columns) != 1 or weight is None or mix.bias is not None:
        return False
    if mix.entries > 1 or mix.cycle > 1 or weight.graded:
        return False
    return len(mix.columns[0].orders) == 1 and is_identity(mix.columns[0].orders[0])


def _fit(contract: Contract, expand: Expand) -> bool:
    source, target = contract.program, expand.program
    if source.is_matrix or target.is_matrix or is_simple(source) or is_simple(target):
        return False
    return source.frame == target.frame and expand.twist is None
