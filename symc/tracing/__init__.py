"""The weight space of a network: which axes of its weights are permuted together.

`trace` follows the operations of a `torch.nn.Module` and gives groups, tensors and the ties
between them; `declarations` writes them down as a `.sym` file. Importing this needs torch.
"""

from symc.tracing.act import drawn, moved
from symc.tracing.declare import declarations
from symc.tracing.inputs import Input, parsed
from symc.tracing.loading import arguments, network
from symc.tracing.space import Entry, Space, Symmetric
from symc.tracing.tracer import Traced, trace
from symc.tracing.why import explained, place_of

__all__ = [
    "Entry",
    "Input",
    "Space",
    "Symmetric",
    "Traced",
    "arguments",
    "declarations",
    "drawn",
    "explained",
    "moved",
    "network",
    "parsed",
    "place_of",
    "trace",
]
