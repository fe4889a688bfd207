"""Share contractions: one tensor is arranged and contracted once, for all stages that read it."""

from dataclasses import replace

from symc.ir.plan import Arrange, Contract, Expand, Mix, Row, Scheduled, Split, Step, Twist
from symc.ir.products import Couple, Product
from symc.ir.waist import Patterns
from symc.schedule.fold import program


def share(model: Scheduled) -> Scheduled:
    """The same model with every tensor arranged and contracted once, where it is first read."""
    blocks: dict[str, dict[Patterns, str]] = {}
    renamed: dict[str, str] = {}
    for stage in model.stages:
        for step in stage.steps:
            if isinstance(step, Contract):
                known = blocks.setdefault(step.source, {})
                for port, name in zip(step.program.ports, step.targets, strict=True):
                    block = tuple(step.program.nodes[node] for node in port)
                    renamed[name] = known.setdefault(block, name)
    arranged: set[str] = set()
    contracted: set[str] = set()

    def once(step: Step) -> tuple[Step, ...]:
        match step:
            case Arrange(_, target):
                first = target not in arranged
                arranged.add(target)
                return (step,) if first else ()
            case Contract(source, made, _):
                if source in contracted:
                    return ()
                contracted.add(source)
                names = tuple(blocks[source].values())
                return (Contract(source, program(made.frame, blocks[source]), names),)
        return (_rename(step, renamed),)

    stages = tuple(
        replace(stage, steps=tuple(new for step in stage.steps for new in once(step)))
        for stage in model.stages
    )
    return replace(model, stages=stages)


def _rename(step: Step, names: dict[str, str]) -> Step:
    def to(name: str) -> str:
        return names.get(name, name)

    def row(each: Row) -> Row:
        return replace(each, piece=to(each.piece))

    def turn(each: Product) -> Product:
        return replace(each, left=to(each.left), right=to(each.right))

    match step:
        case Mix(rows=rows):
            return replace(step, rows=tuple(map(row, rows)))
        case Expand(twist=Twist() as twist):
            return replace(step, twist=replace(twist, rows=tuple(map(row, twist.rows))))
        case Product():
            return turn(step)
        case Split(source):
            return replace(step, source=to(source))
        case Couple(terms=terms):
            return replace(step, terms=tuple(replace(t, product=turn(t.product)) for t in terms))
        case _:
            return step
