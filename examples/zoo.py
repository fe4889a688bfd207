"""Tell how accurate small convolutional networks are from their weights alone.

    python examples/zoo.py [--quick] [--plot zoo.png]

A zoo of networks 1-8-8-8-10 is trained on scikit-learn's digits with learning rates, scales of the
start, weight decays, amounts of data and of training drawn at random. Their accuracies are then
predicted: by a network that knows that channels may be permuted, and by gradient boosting on seven
statistics of every tensor (mean, variance and quartiles). Kendall's tau compares the order.
"""

import torch
from common import compiled, options, pyplot, table, train, weights
from torch import Tensor, nn

Networks = dict[str, Tensor]


def digits() -> tuple[Tensor, Tensor]:
    """Images and what they show, in random order."""
    from sklearn.datasets import load_digits

    found = load_digits()
    order = torch.randperm(len(found.target))
    images = torch.tensor(found.images, dtype=torch.float32)[:, None] / 16
    return images[order], torch.tensor(found.target)[order]


def start(count: int) -> Networks:
    """Networks with starts of different scales."""
    scale = 10 ** torch.empty(count).uniform_(-0.6, 0.4)
    shapes = {"0": (8, 1, 3, 3), "1": (8, 8, 3, 3), "2": (8, 8, 3, 3), "3": (10, 8)}
    net: Networks = {}
    for layer, shape in shapes.items():
        fan = torch.Size(shape[1:]).numel()
        own = scale.reshape(-1, *[1] * len(shape))
        net[f"{layer}.weight"] = own * torch.randn(count, *shape) * (2 / fan) ** 0.5
        net[f"{layer}.bias"] = torch.zeros(count, shape[0])
    return net


def scores(net: Networks, images: Tensor) -> Tensor:
    """What one network makes of images."""
    h = torch.relu(nn.functional.conv2d(images, net["0.weight"], net["0.bias"], padding=1))
    h = torch.relu(nn.functional.conv2d(h, net["1.weight"], net["1.bias"], 2, 1))
    h = torch.relu(nn.functional.conv2d(h, net["2.weight"], net["2.bias"], padding=1))
    return h.mean((-1, -2)) @ net["3.weight"].T + net["3.bias"]


def grown(count: int, steps: int, images: Tensor, answers: Tensor) -> Networks:
    """A zoo, all trained at once, each in its own way; some stop early."""
    net = start(count)
    rate = 10 ** torch.empty(count).uniform_(-2.0, 0.0)
    decay = 10 ** torch.empty(count).uniform_(-5.0, -2.0)
    stop = torch.randint(steps // 8, steps + 1, (count,))
    data = (10 ** torch.empty(count).uniform_(1.7, 3.0)).long()
    speed = {key: torch.zeros_like(x) for key, x in net.items()}

    def loss(own: Networks, x: Tensor, y: Tensor) -> Tensor:
        return nn.functional.cross_entropy(scores(own, x), y)

    slopes = torch.func.vmap(torch.func.grad(loss))
    for step in range(steps):
        chosen = (torch.rand(count, 32) * data[:, None]).long()
        slope = slopes(net, images[chosen], answers[chosen])
        live = rate * (step < stop)
        for key, x in net.items():
            shape = (-1, *[1] * (x.dim() - 1))
            full = slope[key].clamp(-1, 1) + decay.reshape(shape) * x
            speed[key] = 0.9 * speed[key] + full
            net[key] = x - live.reshape(shape) * speed[key]
    return net


def accuracy(net: Networks, images: Tensor, answers: Tensor) -> Tensor:
    """How often each network is right."""
    made = torch.func.vmap(scores, (0, None))(net, images)
    return (made.argmax(-1) == answers).float().mean(-1)


def statistics(net: Networks) -> Tensor:
    """Seven numbers of every tensor: mean, variance and the quartiles."""
    at = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0])
    rows = []
    for x in net.values():
        flat = x.flatten(1)
        rows += [flat.mean(1, True), flat.var(1, keepdim=True), flat.quantile(at, 1).T]
    return torch.cat(rows, 1)


def tau(found: Tensor, wanted: Tensor) -> float:
    """Kendall's tau: pairs in the same order less pairs in the other, over all; ties count half."""
    a = (found[:, None] - found).sign()
    b = (wanted[:, None] - wanted).sign()
    return float((a * b).sum() / ((a != 0).sum() * (b != 0).sum()).sqrt())


def moved(net: Networks) -> Networks:
    """The same functions, the channels of every layer in another order."""
    out = dict(net)
    for layer in (0, 1, 2):
        order = torch.randperm(8)
        for key in (f"{layer}.weight", f"{layer}.bias"):
            out[key] = out[key][:, order]
        out[f"{layer + 1}.weight"] = out[f"{layer + 1}.weight"][:, :, order]
    return out


def main() -> None:
    """Grow the zoo, and predict."""
    from sklearn.ensemble import GradientBoostingRegressor

    wanted = options(__doc__)
    images, answers = digits()
    count, steps = (60, 10) if wanted.quick else (600, 100)
    net = grown(count, steps, images[:1000], answers[:1000])
    sound = torch.stack([x.flatten(1).isfinite().all(1) for x in net.values()]).all(0)
    net = {key: x[sound].detach() for key, x in net.items()}
    wanted_accuracy = accuracy(net, images[1000:], answers[1000:])
    seen = int(0.75 * len(wanted_accuracy))
    scaled = {k: (x - x[:seen].mean()) / x[:seen].std().clamp_min(1e-6) for k, x in net.items()}
    scaled = {k: x.sign() * x.abs().log1p() for k, x in scaled.items()}
    middle, spread = wanted_accuracy[:seen].mean(), wanted_accuracy[:seen].std()
    reader = compiled("zoo").Accuracy()

    def loss(step: int) -> Tensor:
        chosen = torch.randint(seen, (32,))
        made: Tensor = reader({key: x[chosen] for key, x in scaled.items()})
        return (made - (wanted_accuracy[chosen] - middle) / spread).square().mean()

    speed, _ = train(reader, loss, 20 if wanted.quick else 800)
    with torch.no_grad():
        mine = reader({key: x[seen:] for key, x in scaled.items()}) * spread + middle
        again = reader({key: x[seen:] for key, x in moved(scaled).items()}) * spread + middle
    boosted = GradientBoostingRegressor(n_estimators=200, random_state=0)
    rows = statistics(net)
    boosted.fit(rows[:seen].numpy(), wanted_accuracy[:seen].numpy())
    other = torch.tensor(boosted.predict(rows[seen:].numpy()), dtype=torch.float32)
    tested = wanted_accuracy[seen:]
    print(
        f"{len(wanted_accuracy):,} networks, accuracies {wanted_accuracy.min():.0%} to "
        f"{wanted_accuracy.max():.0%}; channels permuted change predictions by "
        f"{(again - mine).abs().max():.0e}"
    )
    lines = [
        ["symc", f"{weights(reader):,}", *_judged(mine, tested), f"{speed:.0f}"],
        ["7 statistics, boosted", "", *_judged(other, tested), ""],
    ]
    table(["", "weights", "Kendall's tau", "rms error", "steps/s"], lines)
    if wanted.plot:
        draw({"symc": mine, "7 statistics, boosted": other}, tested, wanted.plot)


def _judged(found: Tensor, wanted: Tensor) -> list[str]:
    return [f"{tau(found, wanted):.3f}", f"{(found - wanted).square().mean().sqrt():.1%}"]


def draw(found: dict[str, Tensor], wanted: Tensor, path: object) -> None:
    """Predicted against true accuracy."""
    figure, panels = pyplot().subplots(1, len(found), figsize=(8, 4), sharey=True)
    for panel, (name, each) in zip(panels, found.items(), strict=True):
        panel.plot(wanted, each, ".", markersize=3)
        panel.axline((0, 0), slope=1, color="black", linewidth=0.5)
        panel.set(title=f"{name}: tau = {tau(each, wanted):.3f}", xlabel="true accuracy")
    panels[0].set_ylabel("predicted")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
