"""Every layer kind and function that specs can call, in plain sight; one file per kind.

To add one: write `symc/layers/<kind>.py` with a class that meets `kind.Kind` - its docstring is its
documentation, `example` a spec that compiles on its own, `apply` its rule for types and its nodes,
written in the operations of `symc.ir.model` - and list it below.
"""

from symc.layers import lengths, pointwise, pool, radial
from symc.layers.arithmetic import combine
from symc.layers.attention import Attention
from symc.layers.bilinear import Bilinear
from symc.layers.conj import Conj
from symc.layers.cross import Cross
from symc.layers.dropout import Dropout
from symc.layers.emission import Emitter, Overflow, Site, Term
from symc.layers.gate import Gate
from symc.layers.gather import Gather
from symc.layers.gradient import Gradient
from symc.layers.imag import Imag
from symc.layers.invariants import Invariants
from symc.layers.kind import EDGES, Call, Finish, Kind, Setting, Signature
from symc.layers.layer_norm import LayerNorm
from symc.layers.linear import Linear
from symc.layers.message_passing import MessagePassing
from symc.layers.mlp import Mlp
from symc.layers.norm_act import NormAct
from symc.layers.real import Real
from symc.layers.scatter import Scatter
from symc.layers.sites import apply
from symc.layers.spherical_harmonics import SphericalHarmonics
from symc.layers.tensor_product import TensorProductKind
from symc.registry import Registry

LAYERS: Registry[Kind] = Registry(
    (
        Linear(),
        Bilinear(),
        Invariants(),
        *pointwise.KINDS,
        Gate(),
        TensorProductKind(),
        SphericalHarmonics(),
        NormAct(),
        LayerNorm(),
        Dropout(),
        *pool.KINDS,
        Attention(),
        MessagePassing(),
        Conj(),
        Real(),
        Imag(),
        Gather(),
        Scatter(),
        *lengths.KINDS,
        Cross(),
        *radial.KINDS,
        Mlp(),
        Gradient(),
    ),
)

__all__ = [
    "EDGES",
    "LAYERS",
    "Call",
    "Emitter",
    "Finish",
    "Kind",
    "Overflow",
    "Setting",
    "Signature",
    "Site",
    "Term",
    "apply",
    "combine",
]
