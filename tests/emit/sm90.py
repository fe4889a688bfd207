"""Every kernel of a problem compiled for sm_90, which needs no GPU; what the machine code uses.

Run with TRITON_INTERPRET=0, so that generated files define their kernels.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.problems import PROBLEMS
from symc.ir.form import Form
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


def compiled(kernel: Any, tile: int, bits: str) -> dict[str, Any]:
    """A kernel with all derivatives in it, pointers divisible by 16."""
    import triton
    from triton.backends.compiler import GPUTarget
    from triton.compiler import ASTSource

    tile = min(tile, 32) if bits == "64" else tile
    real = triton.language.float64 if bits == "64" else triton.language.float32
    constants = {"F": real, "B": tile, "DX": True, "DY": True, "DW": True}
    pointers = {"source": "*i64", "order": "*i64", "start": "*i64"}
    signature = {
        name: "constexpr" if name in constants else pointers.get(name, f"*fp{bits}")
        for name in kernel.arg_names
    }
    given = {name: value for name, value in constants.items() if name in signature}
    hints = {
        (i,): [["tt.divisibility", 16]]
        for i, name in enumerate(kernel.arg_names)
        if name not in constants
    }
    started = time.process_time()
    made = triton.compile(
        ASTSource(kernel, signature, given, hints),
        target=GPUTarget("cuda", 90, 32),
        options={"num_warps": 1, "enable_fp_fusion": True},
    )
    return {
        "kernel": kernel.__name__,
        "seconds": round(time.process_time() - started, 2),
        **usage(made.asm["cubin"]),
    }


def turns(degree: int) -> tuple[Form, Form]:
    """Irreps up to a degree turned for every edge, and turned back and summed."""
    lengths = tuple(2 * each + 1 for each in range(degree + 1))
    there, back = (turning(lengths, 64, back=each, indexed=True) for each in (False, True))
    return there, back


def main() -> None:
    """One line of JSON for every kernel."""
    bits, *names = sys.argv[1:]
    for name in names:
        for form in PROBLEMS[name].forms if name in PROBLEMS else turns(int(name)):
            launch = load(form)._PRODUCT_LAUNCH
            kernels = [(k, launch.blocks[0]) for k in launch.products]
            kernels += [(k, launch.blocks[1]) for k in launch.derivatives]
            for kernel, tile in kernels:
                print(json.dumps({"problem": name, **compiled(kernel, tile, bits)}), flush=True)


if __name__ == "__main__":
    main()
