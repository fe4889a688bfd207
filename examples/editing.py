"""Edit networks by their weights: one that draws a digit is to draw it in bold.

    python examples/editing.py [--quick] [--plot editing.png]

The networks are those of `siren.py`, scrambled. A network takes all weights of one and says what to
add to each; whatever the order of the neurons, it says the same of each of them. It is compared
with one that treats the weights as a row of numbers, and with no edit at all.
"""

import torch
from common import compiled, mlp, options, pyplot, table, train, weights
from siren import Networks, digits, drawn, fitted, rows, scrambled
from torch import Tensor, nn

SEEN = 1400


def bold(images: Tensor) -> Tensor:
    """Every point as dark as the darkest beside it."""
    found = nn.functional.max_pool2d(images.reshape(-1, 1, 8, 8), 3, 1, 1)
    return found.flatten(1)


class Plain(nn.Module):
    """An MLP from all weights in a row to changes of all."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.layers = mlp(1185, 1185, size)

    def forward(self, net: Networks) -> list[Tensor]:
        made = self.layers(torch.cat([x.flatten(1) for x in net.values()], -1))
        cut = made.split([x[0].numel() for x in net.values()], -1)
        return [y.reshape(x.shape) for x, y in zip(net.values(), cut, strict=True)]


class Editor(nn.Module):
    """What another network says to change, in the units in which the weights were scaled."""

    def __init__(self, inner: nn.Module, scales: dict[str, tuple[Tensor, Tensor]]) -> None:
        super().__init__()
        self.inner, self.scales = inner, scales

    def forward(self, net: Networks) -> Networks:
        scaled = {k: (x - self.scales[k][0]) / self.scales[k][1] for k, x in net.items()}
        made = zip(net.items(), self.inner(scaled), strict=True)
        return {key: x + 0.1 * self.scales[key][1] * change for (key, x), change in made}


@torch.no_grad()
def error(editor: nn.Module | None, net: Networks, images: Tensor) -> float:
    """The rms error of what is drawn after an edit."""
    edited = net if editor is None else editor(net)
    return float((drawn(edited) - images).square().mean().sqrt())


def main() -> None:
    """Fit and scramble the networks, and train two editors."""
    wanted = options(__doc__)
    images, _ = digits()
    net = scrambled(fitted(images, 20 if wanted.quick else 150))
    aims = bold(images)
    scales = {key: (x[:SEEN].mean(), x[:SEEN].std()) for key, x in net.items()}
    inner = compiled("editing").Edit()
    editors: dict[str, nn.Module | None] = {
        "symc": Editor(inner, scales),
        "plain MLP": Editor(Plain(max(weights(inner), 100_000)), scales),
        "no edit": None,
    }
    lines = []
    for name, editor in editors.items():
        speed = ""
        if editor is not None:
            per_second, _ = train(editor, _loss(editor, net, aims), 15 if wanted.quick else 500)
            speed = f"{per_second:.0f}"
        seen = error(editor, rows(net, torch.arange(SEEN)), aims[:SEEN])
        others = rows(net, torch.arange(SEEN, len(aims)))
        tested = error(editor, others, aims[SEEN:])
        again = error(editor, scrambled(others), aims[SEEN:])
        count = f"{weights(editor):,}" if editor is not None else ""
        lines.append([name, count, f"{seen:.1%}", f"{tested:.1%}", f"{again:.1%}", speed])
    print("rms error of what edited networks draw, of a scale from 0 to 1")
    table(["", "weights", "trained on", "others", "scrambled anew", "steps/s"], lines)
    if wanted.plot:
        draw(editors, net, images, aims, wanted.plot)


def _loss(editor: nn.Module, net: Networks, aims: Tensor) -> "_Loss":
    return _Loss(editor, net, aims)


class _Loss:
    """The squared error of edited networks, 64 at a time."""

    def __init__(self, editor: nn.Module, net: Networks, aims: Tensor) -> None:
        self.editor, self.net, self.aims = editor, net, aims

    def __call__(self, step: int) -> Tensor:
        chosen = torch.randint(SEEN, (64,))
        edited: Networks = self.editor(rows(self.net, chosen))
        return (drawn(edited) - self.aims[chosen]).square().mean()


@torch.no_grad()
def draw(
    editors: dict[str, nn.Module | None], net: Networks, images: Tensor, aims: Tensor, path: object
) -> None:
    """Six digits: as fitted, as edited, as they should be."""
    chosen = torch.arange(SEEN, SEEN + 6)
    some = rows(net, chosen)
    shown = {"fitted": drawn(some), "wanted": aims[chosen]}
    shown |= {name: drawn(editor(some)) for name, editor in editors.items() if editor is not None}
    figure, panels = pyplot().subplots(len(shown), 6, figsize=(6, len(shown)))
    for line, (name, each) in zip(panels, shown.items(), strict=True):
        for panel, image in zip(line, each, strict=True):
            panel.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
            panel.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
