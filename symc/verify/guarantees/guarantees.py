"""The list of guarantees, in the order of the table."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from symc.verify.guarantees.alone import stands_alone
from symc.verify.guarantees.case import Broken, Case, Inapplicable
from symc.verify.guarantees.compiled import compiles, compiles_by_inductor
from symc.verify.guarantees.copies import copies, pickles, saves, saves_safely
from symc.verify.guarantees.distributed import trains_together
from symc.verify.guarantees.exported import compiles_ahead, exports, exports_to_onnx
from symc.verify.guarantees.transforms import autocasts, differentiates, maps, pushes_forward
from symc.verify.results import Check, Status


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee by name; one that is `slow` takes a C++ compiler some minutes."""

    name: str
    holds: Callable[[Case], None]
    slow: bool = False


GUARANTEES = (
    Guarantee("torch.compile", compiles),
    Guarantee("Inductor", compiles_by_inductor, slow=True),
    Guarantee("torch.export", exports),
    Guarantee("AOTInductor", compiles_ahead, slow=True),
    Guarantee("ONNX", exports_to_onnx),
    Guarantee("pickle", pickles),
    Guarantee("deepcopy", copies),
    Guarantee("weights_only", saves),
    Guarantee("safetensors", saves_safely),
    Guarantee("vmap", maps),
    Guarantee("grad", differentiates),
    Guarantee("jvp", pushes_forward),
    Guarantee("autocast", autocasts),
    Guarantee("DDP, FSDP", trains_together),
    Guarantee("alone", stands_alone),
)
"""Everything that generated modules promise to tools."""


def look(guarantee: Guarantee, case: Case) -> Check:
    """Whether a guarantee holds; whatever is raised is a reason why not."""
    start, why = perf_counter(), ""
    status: Status = "passed"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            guarantee.holds(case)
    except Inapplicable as reason:
        status, why = "skipped", str(reason)
    except Broken as problem:
        status, why = "failed", str(problem)
    except Exception as problem:
        first = " ".join(str(problem).partition("\x1b")[0].split())
        status, why = "failed", f"{type(problem).__name__}: {first}"[:300]
    return Check(guarantee.name, status, why, perf_counter() - start)
