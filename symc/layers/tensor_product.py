"""`tensor_product(a, b -> T)`."""

from dataclasses import replace
from typing import get_args

from symc.algebra.family import slot_of
from symc.algebra.irrep_paths import (
    coupled_axes,
    couplings_between,
    irrep_paths,
    is_coupled,
    shared_axes,
    spin,
)
from symc.algebra.irreps import kind_of, length
from symc.algebra.product_costs import MOST_COEFFICIENTS, Costs, Path, costs_of
from symc.errors import tensor_products as errors
from symc.ir.form import Precision, Weights
from symc.ir.irrep_product import IrrepPath, Mode, TensorProduct
from symc.ir.model import Value
from symc.ir.symmetry import Axis, Part, tensors_of
from symc.layers.directions import harmonics_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Setting, Signature
from symc.layers.product_algorithms import by_algorithm
from symc.layers.radial_weights import check_giver, with_precision
from symc.layers.reach import refuse


class TensorProductKind:
    """Products of irreps, entry by entry along all axes that are permuted or plain.

    Every path from an irrep of `a` and one of `b` to one of `T` that the group allows is taken.
    `mode = full`, the default, has a weight for every three channels of a path; `mode =
    channelwise` couples channel c of `a` with all of `b` to channel c of `T`. `weights = learned`
    is the default; `weights = none` sums the paths, and an expression, such as `mlp(r, 64)`, gives
    every entry weights of its own, the size being inferred. Paths into one block are scaled so that
    inputs of variance 1 give outputs of variance 1, as e3nn's "element" normalization. Axes of
    groups whose irreps have no labels are coupled by all of their exact invariant tensors.

    `algorithm = gaunt` is another operation: operands are functions on the sphere, multiplied point
    by point, with weights for every block of `a`, `b` and `T`, or, in `full`, matrices to those of
    `T`; paths of odd l1 + l2 + l3 are lost. It is made by values on a grid, by couplings, or in the
    frame of a vector whose harmonics `b` is, whichever is cheapest. `cp(rank = R)` takes R products
    of sums for each path, with the weights of `cg`; where these are too few, the compiler prints
    how far they are off.

    `algorithm = so2` is the same function with the same weights in the frame of the vector whose
    harmonics `b` is; `auto`, the default, takes it where it is much cheaper, else `cg`.

    `radial_precision = ieee | tf32x3 | tf32 | bf16` has the product make its weights itself, by the
    last layer of the `mlp`, for some entries at a time, so that those of all entries are never
    stored; on a GPU that layer is multiplied as the word says.
    """

    name = "tensor_product"
    summary = "tensor_product(a, b -> T): products of irreps, entry by entry"
    example = """\
group Rot = O(3)
model Product(x: [Rot(8x0e + 8x1o)], y: [Rot(1x0e + 1x1o)]) -> [Rot(4x0e + 4x1o + 4x1e)] {
    return tensor_product(x, y -> [Rot(4x0e + 4x1o + 4x1e)])
}
"""
    signature = Signature(
        usage="tensor_product(a, b -> T)",
        least=2,
        most=2,
        target=True,
        options=(
            Setting("weights", words=("learned", "none"), value=True),
            Setting("mode", words=("full", "channelwise")),
            Setting("algorithm", words=("auto", "cg", "so2", "gaunt"), calls=("cp",)),
            Setting("radial_precision", words=get_args(Precision)),
        ),
        sited=True,
    )

    def apply(self, call: Call) -> Term:
        """One node from all parts of both operands, and the weights, to all parts of `T`."""
        x, y = call.arguments
        algorithm = call.word("algorithm", "auto")
        mode: Mode = "channelwise" if call.word("mode", "full") == "channelwise" else "full"
        weights = _weights(call, mode)
        _check_axes(call, x, y)
        result = call.site.term(call.wanted)
        z = tuple(value.part for value in result.values)
        paths = irrep_paths(
            tuple(value.part for value in x.values),
            tuple(value.part for value in y.values),
            z,
            mode,
        )
        _check_paths(call, x, y, z, paths, mode)
        op = TensorProduct(len(x.values), len(y.values), mode, weights)
        op, count = by_algorithm(call, op, paths, (x, y, result))
        inputs: tuple[Term, ...] = (x, y)
        op = with_precision(call, op)
        if weights == "entry":
            inputs = (x, y, _given(call, x, count))
            check_giver(call, op, inputs[-1])
        values = tuple(v for term in inputs for v in term.values)
        if op.algorithm == "cg":
            costs = costs_of(Path(p.x, p.z, x.values[p.x].part.channels, p.coupling) for p in paths)
            if mode == "full" and weights == "shared" and x.values[0].each:
                # Mixed after the sum, at points; in the frame it is before, along every edge.
                algorithm = "cg" if algorithm == "auto" else algorithm
            direction = _frame(call, algorithm, costs, y)
            if direction is not None:
                op, values = replace(op, algorithm="so2"), (*values, direction)
        elif op.is_framed:
            values = (*values, _direction(call, y))
        call.site.several(op, values, result.values, "")
        return result


def _direction(call: Call, y: Term) -> Value:
    """The vector whose harmonics the second operand is."""
    maker = harmonics_of(y.names, call.site.emitter.nodes)
    assert maker is not None
    return Value(maker.inputs[0], y.values[0].part, y.values[0].each)


def _frame(call: Call, algorithm: str, costs: Costs, y: Term) -> Value | None:
    """The vector in whose frame a product is made, if it is: where that is asked for, or cheaper.

    Refuses a frame where there is none, and what is too long straight through.
    """
    maker = harmonics_of(y.names, call.site.emitter.nodes)
    if algorithm == "so2" and maker is None:
        option, argument = call.settings_spans["algorithm"], call.spans[1]
        nodes = call.site.emitter.nodes
        first = call.spans[0] if harmonics_of(call.arguments[0].names, nodes) else None
        refuse(errors.no_frame(call.name.span, option, argument, first))
    wanted = algorithm == "so2" or (algorithm == "auto" and costs.prefers_frame)
    if maker is not None and wanted and any(spin(value.part) for value in y.values):
        return _direction(call, y)
    if costs.coefficients > MOST_COEFFICIENTS:
        count = costs.coefficients
        refuse(errors.too_many_coefficients(call.name.span, count, MOST_COEFFICIENTS))
    return None


def _weights(call: Call, mode: Mode) -> Weights:
    if "weights" in call.given:
        return "entry"
    if call.word("weights", "learned") == "none":
        if mode == "full":
            refuse(errors.nothing_to_mix(call.settings_spans["weights"]))
        return "none"
    return "shared"


def _given(call: Call, x: Term, count: int) -> Term:
    """The weights of every entry: one number for each weight, as channels."""
    like = tensors_of(x.type)[0]
    axes = tuple(axis for axis in like.axes if not axis.blocks and not is_coupled(axis))
    return call.given["weights"](Part(axes, count))


def _check_axes(call: Call, x: Term, y: Term) -> None:
    """Raises where parts have other axes besides irreps, or an irrep is not their last axis."""
    first = x.values[0]
    spans = [*call.spans, call.target_span]
    target = [(replace(each), call.target_span) for each in tensors_of(call.wanted)]
    problems = []
    _check_single(call, (x, y))
    sites = {value.each for term in (x, y) for value in term.values}
    for term, span in zip((x, y), spans, strict=False):
        for value in term.values:
            if value.each != first.each or not _fits(value.part, first.part):
                problems.append(
                    errors.unlike_axes(call.name.span, span, value.part, first.part, first.each)
                )
    for part, span in target:
        here = next((axis.site for axis in part.axes if axis.site), "")
        if here != first.each or any(
            not _fits(_unsited(block), first.part) for block in part.blocks
        ):
            problems.append(errors.unlike_axes(call.name.span, span, part, first.part, first.each))
    assert sites
    refuse(*problems[:1])


def _check_single(call: Call, terms: tuple[Term, Term]) -> None:
    """Raises where a part has two axes that are not permuted."""
    held = [
        (value.part, span)
        for term, span in zip(terms, call.spans, strict=False)
        for value in term.values
    ]
    held += [(block, call.target_span) for part in tensors_of(call.wanted) for block in part.blocks]
    for part, span in held:
        if len(coupled_axes(_unsited(part))) > 1:
            refuse(errors.two_moved_axes(call.name.span, span, part))


def _unsited(part: Part) -> Part:
    return replace(part, axes=tuple(axis for axis in part.axes if not axis.site))


def _fits(part: Part, first: Part) -> bool:
    coupled = coupled_axes(part)
    last = not coupled or is_coupled(part.axes[-1])
    return (
        shared_axes(part) == shared_axes(first) and len(coupled) <= 1 and last and not part.powers
    )


def _check_paths(
    call: Call,
    x: Term,
    y: Term,
    z: tuple[Part, ...],
    paths: tuple[IrrepPath, ...],
    mode: Mode,
) -> None:
    reached = {path.z for path in paths}
    missed = [part for c, part in enumerate(z) if c not in reached]
    refuse(
        *(
            errors.no_path(call.name.span, call.target_span, part, call.wanted, *found)
            for part in dict.fromkeys(missed)
            for found in (_reasons(x, y, part, mode),)
        )
    )


def _reasons(x: Term, y: Term, part: Part, mode: Mode) -> tuple[tuple[str, ...], str]:
    """Why nothing reaches a part, pair by pair, and what would."""
    lines: list[str] = []
    help_ = ""
    for a in dict.fromkeys(value.part for value in x.values):
        for b in dict.fromkeys(value.part for value in y.values):
            if couplings_between(a, b, part):
                lines.append(
                    f"{_word(a)} x {_word(b)} reaches {_word(part)}, but from {a.channels} "
                    f"channels to {part.channels}"
                )
                help_ = "write `mode = full`, or as many channels as the first operand has"
            elif couplings_between(a, b, other := _mirrored(part, a, b)):
                lines.append(
                    f"{_word(a)} x {_word(b)} has {_word(other)}: "
                    f"{_word(part)} is forbidden by parity"
                )
                help_ = help_ or f"write `{_word(other)}` in place of `{_word(part)}`"
            else:
                lines.append(f"{_word(a)} x {_word(b)} does not contain {_word(part)}")
    return tuple(lines[:6]), help_


def _word(part: Part) -> str:
    """The irrep of a part in e3nn's words."""
    axes = coupled_axes(part)
    if not axes:
        return "0e"
    if any(axis.group and kind_of(axis.group) is None for axis in axes):
        return str(Part(axes))
    (axis,) = axes
    label = slot_of(axis).label
    return {"": "1o", "det": "0o", "trivial": "0e"}.get(label, label)


def _mirrored(part: Part, a: Part, b: Part) -> Part:
    """The part with the irrep of the other parity."""
    groups = {axis.group for each in (a, b, part) for axis in coupled_axes(each)}
    group = groups.pop() if len(groups) == 1 else None
    if group is None or kind_of(group) != "rotations" or group.family != "O":
        return part
    word = _word(part)
    other = word[:-1] + ("o" if word[-1] == "e" else "e")
    axes = shared_axes(part)
    if other != "0e":
        label = {"1o": "", "0o": "det"}.get(other, other)
        axes = (*axes, Axis(length(group, other), group, label))
    return replace(part, axes=axes)
