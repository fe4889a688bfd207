"""Read handwritten digits that are turned, by a CNN that has seen upright ones only.

    python examples/rotated_digits.py [--quick] [--plot rotated_digits.png]

The digits are those of scikit-learn, 8 by 8 pixels. `Plain` is an ordinary CNN; the others are the
same CNN with something around it. `Framed` and `Canonical` take an image as a set of pixels that
have places, which can be turned by any angle; `Quarters` takes it as it lies on the grid, which
only quarter turns keep. The second row is the CNN trained on digits that are turned at random.
A 6 and a 9 look much alike once turned, so that no network can be as good as on upright digits.
"""

from pathlib import Path
from typing import Any

import torch
from common import compiled, options, pyplot, table, train, weights
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn import functional

SIDE, CANVAS, TESTS = 8, 10, 497
Data = tuple[Tensor, Tensor]


class Cnn(nn.Module):
    """An ordinary CNN on images in a row, (batch, pixels) to (batch, 10)."""

    def __init__(self, side: int = SIDE, width: int = 24) -> None:
        super().__init__()
        self.side, half = side, side // 2
        self.layers = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(width, 2 * width, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(half - half // 2, half // 2),  # to 2 by 2
            nn.Flatten(),
            nn.Linear(8 * width, 10),
        )

    def forward(self, image: Tensor) -> Tensor:
        made: Tensor = self.layers(image.reshape(-1, 1, self.side, self.side))
        return made


class Drawing(nn.Module):
    """The same CNN on sets of pixels, which it draws first, somewhat blurred."""

    lines: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.cnn = Cnn(CANVAS)
        lines = torch.arange(CANVAS) - (CANVAS - 1) / 2
        self.register_buffer("lines", lines, persistent=False)

    def forward(self, pixels: Tensor, ink: Tensor) -> Tensor:
        place = pixels / torch.where(ink > 0, ink, 1)[..., None]
        x, y = (torch.exp(-(part[..., None] - self.lines).square()) for part in place.unbind(-1))
        image = (ink[..., None] * y).mT @ x
        made: Tensor = self.cnn(image.flatten(1))
        return made


def digits() -> tuple[Data, Data]:
    """Images (N, 64) from 0 to 1 and what they show, to learn from and to be tested on."""
    found = load_digits()
    images = torch.tensor(found.data, dtype=torch.float32) / 16
    shown = torch.tensor(found.target)
    order = torch.randperm(len(shown), generator=torch.Generator().manual_seed(0))
    first, last = order[:-TESTS], order[-TESTS:]
    return (images[first], shown[first]), (images[last], shown[last])


def turned(images: Tensor, degrees: float | None = None, quarters: bool = False) -> Tensor:
    """Images turned by one angle, or each by its own; between pixels by interpolation."""
    angle = torch.full((len(images),), degrees or 0.0)
    angle = 360 * torch.rand_like(angle) if degrees is None else angle
    angle = (angle / 90).round() * (torch.pi / 2) if quarters else angle * (torch.pi / 180)
    a, b = angle.cos(), angle.sin()
    matrix = torch.stack([a, -b, 0 * a, b, a, 0 * a], -1).reshape(-1, 2, 3)
    shape = [len(images), 1, SIDE, SIDE]
    grid = functional.affine_grid(matrix, shape, align_corners=False)
    return functional.grid_sample(images.reshape(shape), grid, align_corners=False).flatten(1)


def as_set(images: Tensor) -> tuple[Tensor, Tensor]:
    """The place of every pixel times its ink, and the ink."""
    line = torch.arange(SIDE) - (SIDE - 1) / 2
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x, y], -1).reshape(-1, 2) * images[..., None], images


def given(name: str, images: Tensor) -> tuple[Tensor, ...]:
    """Images as a network takes them."""
    return as_set(images) if name in ("Framed", "Canonical") else (images,)


@torch.no_grad()
def accuracy(net: nn.Module, name: str, data: Data) -> float:
    """How many of the digits are read."""
    return float((net(*given(name, data[0])).argmax(-1) == data[1]).float().mean())


@torch.no_grad()
def change(net: nn.Module, name: str, images: Tensor) -> float:
    """How far answers change with an exact turn: of sets by one radian, of grids by a quarter."""
    before, values = net(*given(name, images)), given(name, images)
    if len(values) == 2:
        turn = torch.linalg.matrix_exp(torch.tensor([[0.0, -1.0], [1.0, 0.0]]))
        values = (values[0] @ turn.T, values[1])
    else:
        values = (torch.rot90(images.reshape(-1, SIDE, SIDE), 1, (-2, -1)).flatten(1),)
    return float((net(*values) - before).norm() / before.norm())


def fit(net: Any, name: str, data: Data, steps: int, turn: bool) -> float:
    """Train on upright digits, or on turned ones; canonical places are pulled to upright ones."""

    def loss(step: int) -> Tensor:
        rows = torch.randint(len(data[0]), (64,))
        images = turned(data[0][rows]) if turn else data[0][rows]
        values = given(name, images)
        made = functional.cross_entropy(net(*values), data[1][rows])
        if hasattr(net, "canonicalization_loss") and step % 5 == 0:
            made = made + 0.5 * net.canonicalization_loss(*values)
        return made

    return train(net, loss, steps, 3e-3)[0]


def main() -> None:
    """Each network on the same digits, and tested on upright and turned ones."""
    wanted = options(__doc__)
    module = compiled("rotated_digits")
    data, test = digits()
    torch.manual_seed(1)
    tests = {
        "upright": test,
        "quarter turns": (turned(test[0], quarters=True), test[1]),
        "any angle": (turned(test[0]), test[1]),
    }
    rows, kept = [], {}
    for label in ("Plain", "Plain, turned data", "Quarters", "Framed", "Canonical"):
        torch.manual_seed(0)
        name = label.partition(",")[0]
        net = getattr(module, name)()
        speed = fit(net, name, data, 20 if wanted.quick else 500, label != name)
        right = (f"{accuracy(net, name, each):.1%}" for each in tests.values())
        kept[label] = net
        moved = f"{change(net, name, test[0]):.0e}"
        rows.append((label, f"{weights(net):,}", *right, moved, f"{speed:.0f}"))
    print("digits read of those not learned from, and how far an exact turn changes the answer")
    table(("", "weights", *tests, "change", "steps/s"), rows)
    if wanted.plot:
        plot(kept, test, wanted.plot)


def plot(nets: dict[str, nn.Module], test: Data, path: Path) -> None:
    """Digits read at every angle."""
    plt = pyplot()
    figure, axes = plt.subplots(figsize=(6, 3.4))
    angles = range(0, 361, 15)
    for label, net in nets.items():
        name = label.partition(",")[0]
        right = [accuracy(net, name, (turned(test[0], a), test[1])) for a in angles]
        axes.plot(list(angles), [100 * each for each in right], label=label)
    axes.set(xlabel="turned by, degrees", ylabel="digits read, %", ylim=(0, 100))
    axes.set_xticks(range(0, 361, 90))
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
