"""What levels of symmetry cost: a training step of one network at each level, beside the exact one.

    python -m benchmarks.levels [--seconds 4]

The spec is that of `levels.sym` with a batch of 500 bodies: forward, backward and the loss, in
float32, on one thread. Times are CPU time of the thread, medians side by side in one run.
"""

import argparse
import importlib.util
import tempfile
from functools import partial
from pathlib import Path
from types import MethodType

import torch
from torch import nn

import symc
from benchmarks.measure import race

SPEC = """
group Rot   = O(3)
group Axial = stabilizer(Rot, [0, 0, 1])
type Hidden = 32 [] + 32 [Rot] + 16 [Rot, Rot]
layer Core(mass: 5 [], position: 5 [Rot]) -> [Rot, Rot] {
    h = linear(mass, position -> Hidden)
    h = gate(h + bilinear(h, h -> same))
    return linear(h -> [Rot, Rot])
}
"""
LEVELS = {
    "Exact": "exact",
    "Bounded": "breaking <= 0.1",
    "Prior": "breaking ~ 0.05",
    "Learned": "breaking learned <= 0.5 to Axial",
}
MODEL = """
model {name}(mass: 5 [], position: 5 [Rot]) -> [Rot, Rot] {{
    symmetry Rot: {level}
    return Core(mass, position)
}}
"""
BATCH = 500


def nets() -> dict[str, nn.Module]:
    """One network for every level."""
    text = SPEC + "".join(MODEL.format(name=name, level=level) for name, level in LEVELS.items())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "levels_benchmark.py"
        path.write_text(symc.compile(text), encoding="utf-8")
        spec = importlib.util.spec_from_file_location("levels_benchmark", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return {name: getattr(module, name)() for name in LEVELS}


def main() -> None:
    """Time a step of each network and print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="for each network")
    seconds = parser.parse_args().seconds
    torch.set_num_threads(1)
    torch.manual_seed(0)
    mass, position = torch.randn(BATCH, 5), torch.randn(BATCH, 3, 5)
    target = torch.randn(BATCH, 3, 3)

    def step(net: nn.Module) -> None:
        net.zero_grad(set_to_none=True)
        loss = (net(mass, position) - target).square().mean()
        if isinstance(regular := getattr(net, "regularization_loss", None), MethodType):
            loss = loss + 1e-3 * regular()
        torch.autograd.backward(loss)

    made = nets()
    times = race({name: partial(step, net) for name, net in made.items()}, seconds, 15)
    exact = times["Exact"].median
    for name, sample in times.items():
        print(f"{name:8} {1e3 * sample.median:7.1f} ms  {sample.median / exact:5.2f} x exact")


if __name__ == "__main__":
    main()
