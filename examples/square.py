"""Find which symmetry of a square is lost on the way to another image, by weights that vary.

    python examples/square.py [--quick] [--plot square.png]

Networks take an image of four dots in a square to itself, to a rectangle, or to four dots at
random. Those that keep quarter turns cannot make the others. In relaxed ones the weights may vary
over the four turns; they start equal, and stay equal under the turns that keep both images. What
is left of the group, and by which irreps it was broken, is read off the weights after 100 steps.
"""

import time
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from common import compiled, options, pyplot, table, weights
from torch import Tensor

DOTS = {
    "square": ((2, 2), (2, 6), (6, 2), (6, 6)),
    "rectangle": ((1, 3), (1, 5), (7, 3), (7, 5)),
    "random": ((1, 3), (1, 7), (7, 3), (7, 5)),
}
STEPS = 100


def image(name: str) -> Tensor:
    """The 9 x 9 pixels of four dots."""
    pixels = torch.zeros(9, 9)
    rows, columns = zip(*DOTS[name], strict=True)
    pixels[list(rows), list(columns)] = 1
    return pixels


def quarters(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Rows 0 to 3 and columns 0 to 4, as seen from each of four sides, and the centre."""
    seen = [torch.rot90(pixels, k)[:4, :5] for k in range(4)]
    return torch.stack(seen), pixels[4, 4]


def joined(quarters: Tensor, centre: Tensor) -> Tensor:
    """The pixels again."""
    pixels = torch.zeros(9, 9)
    pixels[4, 4] = centre
    for k, quarter in enumerate(quarters):
        turned = torch.zeros(9, 9)
        turned[:4, :5] = quarter
        pixels = pixels + torch.rot90(turned, -k)
    return pixels


def fit(net: Any, name: str) -> float:
    """Train on a square and one other image; steps per second."""
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    given, wanted = quarters(image("square")), quarters(image(name))
    start = time.perf_counter()
    for _ in range(STEPS):
        optimizer.zero_grad()
        off = (a - b for a, b in zip(net(*given), wanted, strict=True))
        sum(each.square().sum() for each in off).backward()
        optimizer.step()
    return STEPS / (time.perf_counter() - start)


@torch.no_grad()
def drawn(net: Any) -> Tensor:
    """What a network makes of the square."""
    return joined(*net(*quarters(image("square"))))


def largest(net: Any) -> dict[str, float]:
    """The largest order parameter of any layer, by irrep."""
    found = list(net.order_parameters().values())
    return {name: max(layer[name] for layer in found) for name in found[0]}


def plot(made: dict[str, tuple[Any, Any]], path: Path) -> None:
    """What is wanted, what networks make of it, and the order parameters."""
    figure, panels = pyplot().subplots(3, 4, figsize=(11, 8))
    for row, (name, (exact, relaxed)) in zip(panels, made.items(), strict=True):
        shown = {name: image(name), "exact": drawn(exact), "relaxed": drawn(relaxed)}
        for panel, (title, pixels) in zip(row, shown.items(), strict=False):
            panel.imshow(pixels, cmap="gray_r", vmin=0, vmax=1)
            panel.set(title=title, xticks=[], yticks=[])
        found = {k: v for k, v in largest(relaxed).items() if k != "Turn.trivial"}
        row[3].bar(list(found), list(found.values()))
        row[3].set(title=relaxed.residual_group()["Turn"].name, ylim=(0, 0.7))
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def off(net: Any, name: str) -> str:
    """How far the image that a network makes is from the one that is wanted."""
    wanted = image(name)
    return f"{float((drawn(net) - wanted).norm() / wanted.norm()):.1%}"


def main() -> None:
    """Train exact and relaxed networks, and read off what is left of the group."""
    wanted = options(__doc__)
    module = compiled("square")
    rows: list[list[str]] = []
    made: dict[str, tuple[Any, Any]] = {}
    seeds = 1 if wanted.quick else 10
    for name in DOTS:
        left: Counter[str] = Counter()
        for seed in range(seeds):
            torch.manual_seed(seed)
            exact, relaxed = made[name] = module.Exact(), module.Relaxed()
            fit(exact, name)
            speed = fit(relaxed, name)
            left[relaxed.residual_group()["Turn"].name] += 1
        sizes = [f"{largest(relaxed)[irrep]:.1e}" for irrep in ("Turn.sign", "Turn.1")]
        told = "; ".join(f"{group}, {count} of {seeds}" for group, count in left.items())
        rows.append([name, off(exact, name), off(relaxed, name), *sizes, told, f"{speed:.0f}"])
    print(f"a square to other images, {weights(relaxed):,} weights: rms errors of networks, the")
    print("largest order parameter of relaxed ones by irrep, and what is left of the four turns")
    table(["", "exact", "relaxed", "sign", "plane", "left of the group", "steps/s"], rows)
    if wanted.plot:
        plot(made, wanted.plot)


if __name__ == "__main__":
    main()
