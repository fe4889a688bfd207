"""How many maps a call has, as a table in Markdown: of layers with an arrow, and of products."""

from collections import Counter
from collections.abc import Iterable

from symc.algebra import maps_between
from symc.algebra.irrep_paths import irrep_paths
from symc.editor.knowledge import Knowledge
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Bilinear, Linear, Model, Node
from symc.ir.parameter_graph import Messages
from symc.ir.symmetry import Part
from symc.report import Span

LONGEST = 12


def counts(span: Span, known: Knowledge) -> str:
    """The maps of the call at a span, where it is in a model that compiles; those of every site."""
    module = known.survey.module if known.survey else None
    for model in () if module is None else module.models:
        nodes = _nodes(model, span)
        if nodes:
            parts = {value.name: value.part for value in model.values}
            return "".join(_told(node, [parts[name] for name in node.inputs]) for node in nodes)
    return ""


def _nodes(model: Model, span: Span) -> list[Node]:
    """What a call was written out as, once where it stands in a repeat."""
    parts = {value.name: value.part for value in model.values}
    found: dict[object, Node] = {}
    for node in model.nodes:
        if node.span == span and isinstance(node.op, Linear | Bilinear | TensorProduct | Messages):
            types = tuple(parts[name] for name in node.inputs)
            made = tuple((value.part, value.each) for value in node.outputs)
            found.setdefault((type(node.op), types, made), node)
    return list(found.values())


def _told(node: Node, inputs: list[Part]) -> str:
    outputs = [value.part for value in node.outputs]
    each = node.outputs[0].each
    at = f" (for each of {each})" if each else ""
    match node.op:
        case Linear(bias=bias):
            sources: list[tuple[Part, ...]] = [(part,) for part in inputs]
            return _maps([*sources, *([()] if bias else [])], outputs, at, is_linear=True)
        case Bilinear(split=split):
            pairs: list[tuple[Part, ...]] = [(a, b) for a in inputs[:split] for b in inputs[split:]]
            return _maps(pairs, outputs, at, is_linear=False)
        case TensorProduct(split=split, others=others, mode=mode, weights=weights):
            x, y = tuple(inputs[:split]), tuple(inputs[split : split + others])
            found = Counter((p.x, p.y, p.z) for p in irrep_paths(x, y, tuple(outputs), mode))
            rows = [
                (f"{x[a]} x {y[b]}", str(outputs[c]), count) for (a, b, c), count in found.items()
            ]
            kinds = {"none": "no weights", "shared": "a weight each", "entry": "weights given"}
            told = f"{sum(found.values()):,} paths, {kinds[weights]}{at}"
            return f"{_table(rows, 'paths')}\n\n{told}"
        case Messages(width=width, rounds=rounds):
            return f"\n\n{rounds} rounds of messages, {width} wide"
    return ""


def _maps(sources: list[tuple[Part, ...]], outputs: list[Part], at: str, is_linear: bool) -> str:
    """Maps per pair of channels, source by source, and all weights together."""
    rows: list[tuple[str, str, int]] = []
    weights = 0
    for source in sources:
        for output in outputs:
            maps = maps_between(source, output)
            if maps:
                told = " x ".join(map(str, source)) or "constant"
                rows.append((told, str(output), maps))
            pairs = output.channels
            for part in source:
                pairs *= part.channels
            weights += maps * pairs
    total = f"\n\ndimension {weights:,}{at}" if is_linear else ""
    count = sum(maps for *_, maps in rows)
    basis = "" if is_linear else f"\n\n{count:,} basis maps{at}"
    return f"{_table(rows, 'maps')}{total}{basis}"


def _table(rows: Iterable[tuple[str, str, int]], unit: str) -> str:
    every = [f"| {source} | {target} | {count:,} |" for source, target, count in rows]
    more = [f"| and {len(every) - LONGEST} more | | |"] if len(every) > LONGEST else []
    return "\n".join(["", "", f"| from | to | {unit} |", "|---|---|--:|", *every[:LONGEST], *more])
