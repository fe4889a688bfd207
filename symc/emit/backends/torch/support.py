"""The supporting functions that a generated file may hold, and what each needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """A snippet of `templates/torch/support`, the modules it imports and the others it calls."""

    imports: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


BASES = ("relaxed", "graded", "freed", "regular", "certified", "multiplied", "affine", "measured")
"""Snippets with classes that models extend."""
AROUND_METHODS = (
    "and_levels",
    "and_certificate",
    "and_regularization_loss",
    "and_snap",
    "and_strict",
    "and_asked",
)
"""Snippets that methods of models with models within are wrapped in."""
BEFORE = (*BASES, *AROUND_METHODS)
"""What stands before the models."""
ENFORCED: dict[str, Support] = {
    "flatten": Support(("import math",)),
    "unflatten": Support(),
    "act": Support(("import math",)),
    "around": Support(needs=("act",)),
    "centred": Support(),
    "moving": Support(needs=("centred",)),
    "evenly": Support(),
    "listed": Support(),
    "every": Support(),
    "chosen": Support(),
    "rotated": Support(),
    "orthogonal": Support(needs=("rotated",)),
    "shuffled": Support(),
    "flow": Support(),
    "principal": Support(("import itertools",)),
    "guard": Support(("import itertools", "import math"), ("principal",)),
    "frames": Support(needs=("principal", "guard", "rotated")),
    "sorted": Support(needs=("principal",)),
    "gap": Support(needs=("principal",)),
    "order_gap": Support(needs=("sorted",)),
    "dense": Support(("import math",)),
    "violation": Support(needs=("act",)),
    "lie": Support(),
    "likeliest": Support(),
    "ranked": Support(),
    "upright": Support(needs=("rotated",)),
    "detached": Support(),
    "nought": Support(),
    "and_levels": Support(("import functools",)),
    "and_certificate": Support(("import functools", "import math")),
    "and_regularization_loss": Support(("import functools",)),
    "and_snap": Support(("import functools", "import math")),
    "and_strict": Support(("import contextlib", "import functools")),
    "and_asked": Support(("import functools",)),
}
"""What goes around a network to enforce a symmetry."""

SUPPORT: dict[str, Support] = {
    "relaxed": Support(("import math",), ("certified", "components", "vary")),
    "components": Support(("import math",), ("finite",)),
    "finite": Support(("import itertools",)),
    "vary": Support(),
    "graded": Support(("import math",), ("leveled", "norms")),
    "leveled": Support(),
    "freed": Support(needs=("graded",)),
    "regular": Support(("import math",), ("graded",)),
    "certified": Support(("import math",), ("graded", "norms", "multiplied", "affine")),
    "multiplied": Support(),
    "affine": Support(("import math",), ("sums", "slopes")),
    "sums": Support(("import math",), ("norms",)),
    "slopes": Support(("import math",)),
    "measured": Support(("import math",), ("moves", "norms")),
    "norms": Support(("import math",)),
    "moves": Support(("import math",)),
    "band": Support(("import math",)),
    "matrix": Support(("import math",)),
    "read": Support(("import math",)),
    "write": Support(),
    "exchange": Support(("import itertools", "import math")),
    "check": Support(),
    "complex_dtype": Support(),
    "as_complex": Support(),
    "real": Support(),
    "imag": Support(),
    "check_mask": Support(),
    "parts": Support(),
    "flat_blocks": Support(("import math",)),
    "flat_axes": Support(),
    "nothing": Support(),
    "alike": Support(),
    "add_diagonal": Support(),
    "entries_of": Support(),
    "fields": Support(("from collections.abc import Mapping",), ("entries_of",)),
    "record": Support(needs=("check", "fields")),
    "state_of": Support(("import os",)),
    "messages": Support(),
    "stack": Support(needs=("record", "state_of")),
    "unpack": Support(needs=("fields", "state_of")),
    "harmonics": Support(("import math",)),
    "count": Support(),
    "seen": Support(),
    "keep": Support(),
    "mean": Support(),
    "spread": Support(needs=("mean",)),
    "permute": Support(),
    "grow": Support(),
    "zeros": Support(),
    "epsilon": Support(("import itertools",)),
    "metric": Support(),
    "skew": Support(),
    "lower": Support(),
    "lower_skew": Support(),
    "points": Support(),
    "orbits": Support(("import math",)),
    "signed_orbits": Support(("import math",), ("orbits",)),
    "table": Support(("import math",)),
    "shared": Support(("import math",)),
    "convolve": Support(),
    "shared_matrix": Support(needs=("shared",)),
    "shared_bias": Support(needs=("shared",)),
    "mosaic": Support(("import math",), ("shared",)),
    "couplings": Support(("import math",), ("shared",)),
    "couple_entries": Support(needs=("permute",)),
    "twist": Support(needs=("permute",)),
    "watched": Support(),
    "at_hand": Support(),
    "twist_into": Support(needs=("twist", "at_hand")),
    "adjoint": Support(needs=("watched",)),
    "adjoint_twisted": Support(needs=("watched", "twist_into")),
    "layer": Support(needs=("adjoint_twisted",)),
    "together": Support(needs=("watched", "at_hand", "mean", "permute")),
    "fourier": Support(("import itertools", "import math"), ("twist_into",)),
    "square": Support(),
    "complex_norm": Support(),
    "norm_act": Support(needs=("square",)),
    "rms_norm": Support(needs=("square",)),
    "dropout": Support(),
    "unfed": Support(),
    "fed": Support(("import contextlib",)),
    "max": Support(("import math",)),
    "attention": Support(("import math",), ("mean",)),
    "blocks": Support(("import math",)),
    "slots": Support(),
    "normal": Support(),
    "product": Support(needs=("permute",)),
    "einsum": Support(),
    "attach": Support(needs=("epsilon", "permute")),
    "entries": Support(),
    "couple": Support(needs=("permute",)),
    "native": Support(
        (
            "import ctypes",
            "import functools",
            "import hashlib",
            "import os",
            "import platform",
            "import warnings",
        )
    ),
    "triton": Support(("import os",)),
    "launch": Support(needs=("triton",)),
    "serves": Support(("import os",), ("native",)),
    "derivatives": Support(),
    "form": Support(needs=("native", "serves", "derivatives")),
    "transformed": Support(("import functools",), ("derivatives",)),
    "paths": Support(),
    "along": Support(needs=("paths",)),
    "path_table": Support(("import math",)),
    "weighed": Support(),
    "factored": Support(needs=("weighed",)),
    "term_table": Support(("import math",)),
    "of_parity": Support(),
    "sphere_table": Support(("import math",), ("of_parity",)),
    "align": Support(("import math",), ("path_table",)),
    "sorted_edges": Support(),
    "multiply": Support(),
    "beside": Support(),
    "graphs": Support(),
    "edges": Support(),
    "pick": Support(),
    "unsorted": Support(),
    "gather": Support(),
    "scatter": Support(),
    "scatter_mean": Support(needs=("scatter",)),
    "scatter_max": Support(("import math",), ("scatter",)),
    "collect": Support(needs=("scatter",)),
    "repeated": Support(),
    "length": Support(),
    "direction": Support(),
    "envelope": Support(),
    "bessel": Support(("import math",), ("envelope",)),
    "gaussians": Support(needs=("envelope",)),
    "derive": Support(needs=("traced",)),
    "traced": Support(),
    "checked": Support(),
    "hand": Support(needs=("gather",)),
    "extern": Support(("import importlib",)),
    "foreign": Support(("import math",)),
    **ENFORCED,
}


def closure(names: set[str]) -> tuple[str, ...]:
    """These snippets and all that they need, in the order above."""
    todo, found = set(names), set[str]()
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= set(SUPPORT[name].needs) - found
    return tuple(name for name in SUPPORT if name in found)


def imports_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The standard modules that these snippets import, each once."""
    return tuple(dict.fromkeys(line for name in names for line in SUPPORT[name].imports))
