"""Name the digit that another network draws, from the weights of that network alone.

    python examples/siren.py [--quick] [--plot siren.png]

Every image of scikit-learn's digits is fitted by a network 2-32-32-1 with sines, all from one
initialization; then the neurons of each are put into an order of their own, which changes none of
the functions. A network that knows of this is compared with one that does not.
"""

import torch
from common import compiled, mlp, options, pyplot, table, train, weights
from torch import Tensor, nn

RATE = 3.0
"""The frequency of the sines."""

Networks = dict[str, Tensor]


def digits() -> tuple[Tensor, Tensor]:
    """Images as rows of 64 numbers from 0 to 1, in random order, and what they show."""
    from sklearn.datasets import load_digits

    found = load_digits()
    order = torch.randperm(len(found.target))
    images = torch.tensor(found.images, dtype=torch.float32).flatten(1) / 16
    return images[order], torch.tensor(found.target)[order]


def start(count: int) -> Networks:
    """So many copies of one network."""
    bound = (6 / 32) ** 0.5 / RATE
    one = {
        "0.weight": (torch.rand(32, 2) * 2 - 1) / 2,
        "0.bias": (torch.rand(32) * 2 - 1) / 2,
        "1.weight": (torch.rand(32, 32) * 2 - 1) * bound,
        "1.bias": (torch.rand(32) * 2 - 1) * bound,
        "2.weight": (torch.rand(1, 32) * 2 - 1) * bound,
        "2.bias": torch.zeros(1),
    }
    return {key: x.expand(count, *x.shape).clone().requires_grad_() for key, x in one.items()}


def drawn(net: Networks) -> Tensor:
    """The image of each network, 8 x 8 points of the square."""
    line = torch.linspace(-1, 1, 8)
    place = torch.cartesian_prod(line, line)
    h = torch.sin(RATE * (place @ net["0.weight"].mT + net["0.bias"][:, None]))
    h = torch.sin(RATE * (h @ net["1.weight"].mT + net["1.bias"][:, None]))
    return (h @ net["2.weight"].mT)[..., 0] + net["2.bias"]


def fitted(images: Tensor, steps: int) -> Networks:
    """A network for every image, all trained at once."""
    net = start(len(images))
    optimizer = torch.optim.Adam(net.values(), 0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        (drawn(net) - images).square().mean(1).sum().backward()
        optimizer.step()
    return {key: x.detach() for key, x in net.items()}


def scrambled(net: Networks) -> Networks:
    """The same functions, the neurons of every network in another order."""
    n = len(net["0.bias"])
    first, second = torch.rand(n, 32).argsort(1), torch.rand(n, 32).argsort(1)
    row = torch.arange(n)[:, None]
    middle = net["1.weight"][row, second]
    return {
        "0.weight": net["0.weight"][row, first],
        "0.bias": net["0.bias"][row, first],
        "1.weight": middle.mT[row, first].mT,
        "1.bias": net["1.bias"][row, second],
        "2.weight": net["2.weight"].mT[row, second].mT,
        "2.bias": net["2.bias"],
    }


class Plain(nn.Module):
    """An MLP on all weights in a row."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.layers = mlp(1185, 10, size)

    def forward(self, net: Networks) -> Tensor:
        made: Tensor = self.layers(torch.cat([x.flatten(1) for x in net.values()], -1))
        return made


def rows(net: Networks, chosen: Tensor) -> Networks:
    """Some of the networks."""
    return {key: x[chosen] for key, x in net.items()}


@torch.no_grad()
def named(reader: nn.Module, net: Networks) -> Tensor:
    """What a reader takes each network for."""
    scores: Tensor = reader(net)
    return scores.argmax(-1)


def learn(reader: nn.Module, net: Networks, answers: Tensor, epochs: int) -> float:
    """Train on the first 1,400 networks; steps per second."""
    batch = 64

    def loss(step: int) -> Tensor:
        chosen = torch.randint(1400, (batch,))
        return nn.functional.cross_entropy(reader(rows(net, chosen)), answers[chosen])

    speed, _ = train(reader, loss, epochs * 1400 // batch, 5e-3)
    return speed


def main() -> None:
    """Fit the networks, scramble them, and train two readers."""
    wanted = options(__doc__)
    images, answers = digits()
    networks = fitted(images, 20 if wanted.quick else 150)
    moved = scrambled(networks)
    off = (drawn(moved) - drawn(networks)).abs().max()
    error = (drawn(networks) - images).square().mean().sqrt()
    print(f"{len(images):,} images drawn with rms error {error:.1%}; scrambling changes {off:.0e}")
    scaled = {key: (x - x[:1400].mean()) / x[:1400].std() for key, x in moved.items()}
    tested = torch.arange(1400, len(images))
    reader = compiled("siren").Digits()
    readers = {"symc": reader, "plain MLP": Plain(weights(reader))}
    lines, found = [], {}
    for name, each in readers.items():
        speed = learn(each, scaled, answers, 1 if wanted.quick else 40)
        right = {
            word: f"{(named(each, rows(scaled, at)) == answers[at]).float().mean():.1%}"
            for word, at in (("seen", torch.arange(1400)), ("tested", tested))
        }
        found[name] = named(each, rows(scaled, tested))
        again = {k: (x - moved[k][:1400].mean()) / moved[k][:1400].std() for k, x in _other(moved)}
        same = (named(each, rows(again, tested)) == found[name]).float().mean()
        numbers = [f"{weights(each):,}", right["seen"], right["tested"], f"{same:.1%}"]
        lines.append([name, *numbers, f"{speed:.0f}"])
    print("digits named from scrambled weights; how many keep their name when scrambled anew")
    table(["", "weights", "trained on", "others", "same name", "steps/s"], lines)
    if wanted.plot:
        draw(drawn(rows(moved, tested[:16])).detach(), found, wanted.plot)


def _other(net: Networks) -> list[tuple[str, Tensor]]:
    return list(scrambled(net).items())


def draw(images: Tensor, found: dict[str, Tensor], path: object) -> None:
    """What sixteen of the networks draw, and what the readers say."""
    figure, panels = pyplot().subplots(2, 8, figsize=(9, 3))
    for i, panel in enumerate(panels.flat):
        panel.imshow(images[i].reshape(8, 8), cmap="gray_r")
        panel.set_title(", ".join(str(int(each[i])) for each in found.values()), fontsize=9)
        panel.axis("off")
    figure.suptitle(f"as named by {', '.join(found)}")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
