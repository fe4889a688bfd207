"""One rule for each family of operations: which axes it ties, which ones it fixes."""

from collections.abc import Mapping

from symc.tracing.call import Rule
from symc.tracing.rules import (
    attention,
    convolutions,
    layouts,
    lookups,
    norms,
    pieces,
    pointwise,
    pools,
    products,
    recurrent,
    reductions,
)

RULES: Mapping[str, Rule] = {
    **attention.RULES,
    **convolutions.RULES,
    **layouts.RULES,
    **lookups.RULES,
    **norms.RULES,
    **pieces.RULES,
    **pointwise.RULES,
    **pools.RULES,
    **products.RULES,
    **recurrent.RULES,
    **reductions.RULES,
}
"""The rules by the names of operations in ATen, without overloads."""

READS_NOTHING = frozenset({*layouts.RULES, *pieces.RULES, *pointwise.COPIES} - {"glu"})
"""Operations that only move entries about: what goes through them is not read yet."""

__all__ = ["READS_NOTHING", "RULES", "Rule"]
