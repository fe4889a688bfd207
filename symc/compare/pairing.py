"""Which layer of a model is which of another, by what they read, and which channels they share."""

from symc.compare.ends import Ended, ended, sites
from symc.compare.loosened import Loose, loose
from symc.compare.matcher import Matcher
from symc.compare.pairs import Pairing
from symc.compare.places import Ports
from symc.compare.reading import Side, give, read
from symc.compare.terms import Terms
from symc.ir.model import Model


def pairing(
    old: Model, new: Model, bases: tuple[dict[str, Ports], dict[str, Ports]]
) -> Pairing | str:
    """The layers of both models in pairs, or the first difference between them."""
    found = ended(old, new)
    if isinstance(found, str):
        return found
    before, after = loose(old), loose(new)
    if before.nodes and not after.nodes:
        return "operands of its products broke symmetries, and there is no such level now"
    terms = Terms()
    first, second = (
        Side(model, where, own)
        for model, where, own in zip((old, new), sites(old, new), bases, strict=True)
    )
    give(first, second, found, terms)
    for node in old.nodes:
        read(first, node, terms)
    added = Loose(frozenset(), {}) if before.nodes else after
    matcher = Matcher(first, second, terms, found.sizes)
    for node in new.nodes:
        if node.name not in added.nodes:
            matcher.meet(node)
        elif node.outputs[0].name in added.stands_for:
            second.terms[node.outputs[0].name] = second.terms[node.inputs[0]]
    why = _returned(first, second, found, matcher.problems)
    if why:
        return why
    return Pairing(
        tuple(matcher.pairs),
        tuple(matcher.alone),
        found.sizes,
        bool(added.nodes),
        found.notes,
        tuple(matcher.wider),
        found.lengths,
    )


def _returned(first: Side, second: Side, found: Ended, problems: list[str]) -> str:
    """Why results differ, if they do."""
    for run in found.results:
        old = first.terms[first.model.result.values[run.old]]
        new = second.terms[second.model.result.values[run.new]]
        ends = (run.start + run.length, run.begin + run.length)
        if old[run.start : ends[0]] != new[run.begin : ends[1]]:
            return problems[0] if problems else "it returns other values"
    return ""
