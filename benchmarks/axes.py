"""Which axis learned levels single out: fresh bodies and weights for every seed, and every axis.

    python -m benchmarks.axes [--seeds 10] [--first 0] [--epochs 16]

The network and the data are those of `examples/gravity.py`: three subgroups whose projectors do
not commute, each with a level, which is retuned once. The axis with the smallest level is the one
that is named; `margin` is by how much the next one is larger.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

import torch

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
AXES = "XYZ"


def main() -> None:
    """Train for every seed and axis, and count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=16)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    sys.path.insert(0, str(EXAMPLES))
    gravity = import_module("gravity")
    module = import_module("common").compiled("gravity")
    right = dict.fromkeys(AXES, 0)
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        told = []
        for axis, name in enumerate(AXES):
            found, levels = gravity.axis_of(module, axis, seed, wanted.epochs)
            least, second, _ = sorted(levels.values())
            right[name] += found == name
            told.append(f"{name}: {found}, margin {second / least:.2f}")
        print(f"seed {seed}  {'   '.join(told)}", flush=True)
    print(f"right of {wanted.seeds}: {', '.join(f'{name} {n}' for name, n in right.items())}")


if __name__ == "__main__":
    main()
