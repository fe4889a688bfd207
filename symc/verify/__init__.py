"""Generated modules put to the test: every claim of a spec measured, with tensors.

Elements of groups move values as the types say (`elements`, `acting`), independently of the
compiler's bases and of generated code. What is found is one `Verification` of frozen records.
"""

from symc.checkpoints import State, read_checkpoint
from symc.verify.acting import act, act_on_values, movers
from symc.verify.checkpoints import model_of, randomise
from symc.verify.controls import control
from symc.verify.elements import Element, far, generating
from symc.verify.equivariance import compare, errors_of, measure
from symc.verify.level_results import GroupLevel, LayerLevel
from symc.verify.loading import Opened, open_module
from symc.verify.results import (
    Around,
    Check,
    Control,
    Distribution,
    Errors,
    ModelReport,
    Rank,
    Spread,
    Verification,
)
from symc.verify.steps import Subject, subject
from symc.verify.values import (
    Sizes,
    Values,
    all_parts,
    call,
    draw,
    free_sizes,
    kind_of,
    pack,
    packed,
    unpack,
)
from symc.verify.verify import verify

__all__ = [
    "Around",
    "Check",
    "Control",
    "Distribution",
    "Element",
    "Errors",
    "GroupLevel",
    "LayerLevel",
    "ModelReport",
    "Opened",
    "Rank",
    "Sizes",
    "Spread",
    "State",
    "Subject",
    "Values",
    "Verification",
    "act",
    "act_on_values",
    "all_parts",
    "call",
    "compare",
    "control",
    "draw",
    "errors_of",
    "far",
    "free_sizes",
    "generating",
    "kind_of",
    "measure",
    "model_of",
    "movers",
    "open_module",
    "pack",
    "packed",
    "randomise",
    "read_checkpoint",
    "subject",
    "unpack",
    "verify",
]
