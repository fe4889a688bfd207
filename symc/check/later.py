"""What the language has and this version does not compile yet, by name."""

from symc.errors import plans
from symc.report import Diagnostic, Span

FAMILIES = ("E", "SE", "discovered")
"""Groups of the language that have no file in `symc/algebra/families` yet."""

FUNCTIONS = (
    "tensor_product",
    "spherical_harmonics",
    "gather",
    "scatter",
    "mlp",
    "bessel",
    "gaussians",
    "norm",
    "normalize",
    "dot",
    "cross",
    "gradient",
    "message_passing",
)
"""Functions of the language that have no file in `symc/layers` yet."""

_NEAR = {
    "tensor_product": "`bilinear(a, b -> T)` is every equivariant product",
    "dot": "`invariants(x -> T)` learns the scalar products of all vectors",
    "norm": "`invariants(x -> T)` learns the scalar products of all vectors",
    "mlp": "`linear` and `silu` in turn",
}


def function(span: Span, name: str) -> Diagnostic:
    """The diagnostic for a function of the language that comes later."""
    return plans.layer_later(span, name, _NEAR.get(name, ""))
