"""Scaled dot-product attention; its scores are noted as a tensor."""

from symc.tracing.atoms import Axes, extent
from symc.tracing.call import Call, Rule
from symc.tracing.rules.pointwise import aligned

CAUSAL = "an order of places in attention"


def attention(call: Call) -> list[Axes]:
    """Queries meet keys in their last axis, keys meet values in their places."""
    query, key, value = call.axes("query"), call.axes("key"), call.axes("value")
    call.unify(query[-1], key[-1])
    places = call.meet(key[-2], value[-2])
    if call.get("enable_gqa", False):
        key, value = _grouped(call, query, key), _grouped(call, query, value)
    shape = call.shapes[0][:-2]
    batch = aligned(call, [query[:-2], key[:-2], value[:-2]], shape)
    scores = (*batch, query[-2], places)
    if call.has("attn_mask"):
        sizes = tuple(extent(axis) for axis in scores)
        scores = aligned(call, [scores, call.axes("attn_mask")], sizes)
    if call.get("is_causal", False):
        call.pin(query[-2], CAUSAL)
        call.pin(places, CAUSAL)
    call.record(*scores)
    call.record(*scores[:-1])
    found = (*batch, query[-2], value[-1])
    return [found, *((*batch, query[-2]) for _ in call.shapes[1:2]), *_rest(call)]


def _grouped(call: Call, query: Axes, few: Axes) -> Axes:
    """Keys or values whose heads are each shared by several neighbouring heads of queries."""
    if not few[-3] or extent(few[-3]) == extent(query[-3]):
        return few
    outer, inner = call.split(query[-3], extent(few[-3]))
    call.unify(outer, few[-3])
    return (*few[:-3], (*outer, *inner), *few[-2:])


def _rest(call: Call) -> list[Axes]:
    reason = "an output of attention that is not followed"
    return [tuple(call.fresh(size, reason) for size in shape) for shape in call.shapes[2:]]


_NAMES = (
    "scaled_dot_product_attention", "_scaled_dot_product_flash_attention_for_cpu",
    "_scaled_dot_product_attention_math", "_scaled_dot_product_flash_attention",
    "_scaled_dot_product_efficient_attention",
)  # fmt: skip

RULES: dict[str, Rule] = dict.fromkeys(_NAMES, attention)
