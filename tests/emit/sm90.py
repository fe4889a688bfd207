"""Every kernel of a problem compiled for sm_90, which needs no GPU; what the machine code uses.

Run with TRITON_INTERPRET=0, so that generated files define their kernels.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from benchmarks.problems import PROBLEMS
from symc.ir.form import Form, Precision
from symc.schedule.turning import turning
from tests.oracle.products import load


def usage(cubin: bytes) -> dict[str, int]:
    """Registers, bytes of stack, and spills to local memory."""
    from triton import knobs

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.cubin"
        path.write_bytes(cubin)
        tool = str(knobs.nvidia.cuobjdump.path)
        told = subprocess.run([tool, "-res-usage", path], capture_output=True, text=True).stdout
    found = {key: int(re.search(rf"{key}:(\d+)", told)[1]) for key in ("REG", "STACK", "LOCAL")}  # type: ignore[index]
    return found


def spent() -> float:
    """Seconds of CPU of this process and of the assemblers that it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


WIDE = ("gx", "gy", "gw")
"""What is written in the type that sums are made in."""


def compiled(kernel: Any, tile: int, kind: str) -> dict[str, Any]:
    """A kernel with all derivatives in it, pointers divisible by 16, for tensors of a kind."""
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    tile = min(tile, 32) if kind == "fp64" else tile
    real = triton.language.float64 if kind == "fp64" else triton.language.float32
    constants = {"F": real, "B": tile, "DX": True, "DY": True, "DW": True}
    pointers = {"source": "*i64", "order": "*i64", "start": "*i64"}
    pointers |= dict.fromkeys(WIDE, "*fp64" if kind == "fp64" else "*fp32")
    signature = {
        name: "constexpr" if name in constants else pointers.get(name, f"*{kind}")
        for name in kernel.arg_names
    }
    given = {name: value for name, value in constants.items() if name in signature}
    hints = {
        (i,): [["tt.divisibility", 16]]
        for i, name in enumerate(kernel.arg_names)
        if name not in constants
    }
    started = spent()
    made = triton.compile(
        ASTSource(kernel, signature, given, hints),
        target=GPUTarget("cuda", 90, 32),
        options={"num_warps": 1, "enable_fp_fusion": True},
    )
    return {
        "kernel": kernel.__name__,
        "seconds": round(spent() - started, 2),
        **usage(made.asm["cubin"]),
    }


def turns(degree: int) -> tuple[Form, Form]:
    """Irreps up to a degree turned for every edge, and turned back and summed."""
    lengths = tuple(2 * each + 1 for each in range(degree + 1))
    there, back = (turning(lengths, 64, back=each, indexed=True) for each in (False, True))
    return there, back


def weights() -> None:
    """The kernel of weights that products make, in all four precisions."""
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    form = replace(PROBLEMS["mace-large"].forms[0], hidden=65, precision="tf32x3")
    kernel = load(form)._weights_kernel
    signature = dict.fromkeys(kernel.arg_names, "*fp32") | {"entries": "i32"}
    signature |= dict.fromkeys("HNP", "constexpr")
    for precision in get_args(Precision):
        given = {"H": 65, "N": len(form.paths) * form.channels, "P": precision}
        made = triton.compile(ASTSource(kernel, signature, given), target=GPUTarget("cuda", 90, 32))
        tensor_cores = "mma" in made.asm["ptx"]
        told = {"precision": precision, "mma": tensor_cores, **usage(made.asm["cubin"])}
        print(json.dumps(told), flush=True)


def main() -> None:
    """One line of JSON for every kernel."""
    if sys.argv[1:] == ["weights"]:
        weights()
        return
    kind, *names = sys.argv[1:]
    for name in names:
        forms = PROBLEMS[name].forms if name in PROBLEMS else turns(int(name))
        for n, form in enumerate(forms):
            launch = load(form)._PRODUCT_LAUNCH
            kernels = {run[0]: launch.blocks[0] for run in launch.products}
            kernels |= {run[0]: launch.blocks[1] for run in launch.derivatives}
            for kernel, tile in kernels.items():
                told = {"problem": name, "form": n, **compiled(kernel, tile, kind)}
                print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
