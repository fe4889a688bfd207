"""Every diagnostic: one function each, message, labels and help.

To add one: write a function in the module of its stage (`text.py` SYM0xx, `names.py` SYM1xx,
`symmetry.py` and `groups.py` SYM2xx, `layers.py`, `moved.py` and `calls.py` SYM3xx, `levels.py` and
`enforced.py` SYM4xx, `plans.py` SYM5xx) that takes spans and values, never prose, and returns
`error(...)`, `warning(...)` or `note(...)` over labels `here(span, "...")` (carets) and
`there(span, "...")` (dashes). Above it stands
`@diagnostic("SYM042")`, which fills in the code; its docstring is what `symc explain SYM042`
prints: one line that says what is wrong, then why, with an example. A help is text that can be
typed. `kind="limit"` is for what is too large rather than wrong, `kind="file"` for files. Add an
example to `tests/rejected/SYM042_name.sym` and run `pytest --update-golden`. A new module is also
imported below, so that its codes are known.
"""

from symc.errors import (
    bench,
    breakers,
    calls,
    compare,
    discovery,
    dossier,
    enforced,
    euclidean,
    files,
    fixed,
    groups,
    internal,
    irreps,
    layers,
    level_limits,
    levels,
    moved,
    names,
    plans,
    product_algorithms,
    radial_weights,
    relaxed,
    sparse,
    symmetry,
    tensor_products,
    text,
    tracing,
    verified,
)
from symc.errors.catalogue import Entry, diagnostic, entries, explain

__all__ = [
    "Entry",
    "bench",
    "breakers",
    "calls",
    "compare",
    "diagnostic",
    "discovery",
    "dossier",
    "enforced",
    "entries",
    "euclidean",
    "explain",
    "files",
    "fixed",
    "groups",
    "internal",
    "irreps",
    "layers",
    "level_limits",
    "levels",
    "moved",
    "names",
    "plans",
    "product_algorithms",
    "radial_weights",
    "relaxed",
    "sparse",
    "symmetry",
    "tensor_products",
    "text",
    "tracing",
    "verified",
]
