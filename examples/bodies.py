"""Learn where five charged bodies are a while later, beside a plain message-passing net.

    python examples/bodies.py [--quick] [--plot bodies.png]

Charges are 1 or -1, places normal, speeds 0.5; the force between two bodies is q q' r / |r|^3, cut
at 100. Both networks see the bodies after 3,000 steps of 0.001 and are asked for step 4,000; both
pass messages along all pairs. The plain one gets coordinates as numbers.
"""

import torch
from common import compiled, flat, options, pyplot, table, train, weights
from torch import Tensor, nn

BODIES, FIRST, LAST, STEP = 5, 3_000, 4_000, 1e-3
Data = tuple[Tensor, ...]


def systems(count: int) -> Data:
    """Charges (N, n), places and speeds (N, n, 3) at one time, and places at a later one."""
    charge = torch.randint(2, (count, BODIES)).double() * 2 - 1
    place = torch.randn(count, BODIES, 3).double()
    speed = torch.randn(count, BODIES, 3).double()
    speed = 0.5 * speed / speed.norm(dim=-1, keepdim=True)
    product = charge[:, :, None, None] * charge[:, None, :, None]
    seen = place, speed
    for step in range(LAST):
        if step == FIRST:
            seen = place, speed
        apart = place[:, :, None] - place[:, None]
        cubed = apart.square().sum(-1, keepdim=True).clamp(min=1e-12) ** 1.5
        force = (product * apart / cubed).sum(2).clamp(-100, 100)
        speed = speed + STEP * force
        place = place + STEP * speed
    return charge.float(), seen[0].float(), seen[1].float(), place.float()


def turned(data: Data) -> Data:
    """The same systems turned and moved, each in its own way."""
    charge, place, speed, later = data
    turn = torch.linalg.qr(torch.randn(len(charge), 3, 3)).Q.mT
    shift = 2 * torch.randn(len(charge), 1, 3)
    return charge, place @ turn + shift, speed @ turn, later @ turn + shift


def pairs(count: int) -> Tensor:
    """The edges between all bodies of so many systems, end to end."""
    one = torch.combinations(torch.arange(BODIES))
    both = torch.cat([one, one.flip(1)]).T
    return (both[:, None] + BODIES * torch.arange(count)[:, None]).flatten(1)


class Plain(nn.Module):
    """Messages from coordinates as they are, by perceptrons; the change of place at the end."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.start = nn.Linear(7, width)
        self.message = nn.ModuleList(self.two(2 * width + 3, width) for _ in range(3))
        self.update = nn.ModuleList(self.two(2 * width, width) for _ in range(3))
        self.end = nn.Linear(width, 3)

    @staticmethod
    def two(inputs: int, width: int) -> nn.Sequential:
        return nn.Sequential(nn.Linear(inputs, width), nn.SiLU(), nn.Linear(width, width))

    def forward(
        self, charge: Tensor, place: Tensor, speed: Tensor, edges: Tensor, **_: object
    ) -> Tensor:
        source, target = edges
        h = self.start(torch.cat([charge[:, None], place, speed], -1))
        apart = place[source] - place[target]
        for message, update in zip(self.message, self.update, strict=True):
            m = nn.functional.silu(message(torch.cat([h[source], h[target], apart], -1)))
            h = h + update(torch.cat([h, h.new_zeros(h.shape).index_add(0, target, m)], -1))
        made: Tensor = place + self.end(h)
        return made


def asked(net: nn.Module, data: Data) -> Tensor:
    """The places that a network gives, all systems end to end."""
    *inputs, _ = (each.flatten(0, 1) for each in data)
    count = len(data[0])
    batch = torch.arange(count).repeat_interleave(BODIES)
    made: Tensor = net(*inputs, pairs(count), batch=batch, graphs=count)
    return made.reshape(-1, BODIES, 3)


@torch.no_grad()
def error(net: nn.Module, data: Data) -> float:
    """The rms error over the rms change of place."""
    off = asked(net, data) - data[3]
    return float(off.norm() / (data[3] - data[1]).norm())


def main() -> None:
    """Train both networks and ask them for other systems, as they are and turned."""
    wanted = options(__doc__)
    data = systems(200 if wanted.quick else 3_000)
    tested = systems(100 if wanted.quick else 1_000)
    other = turned(tested)
    nets: dict[str, nn.Module] = {"equivariant": compiled("bodies").Later()}
    width = 8
    while weights(Plain(width)) < weights(nets["equivariant"]):
        width += 1
    nets["plain messages"] = Plain(width)
    scale = (data[3] - data[1]).square().mean()
    rows = []
    for name, net in nets.items():

        def loss(step: int, net: nn.Module = net) -> Tensor:
            rows = torch.randint(len(data[0]), (100,))
            some = tuple(each[rows] for each in data)
            return (asked(net, some) - some[3]).square().mean() / scale

        speed, _ = train(net, loss, 30 if wanted.quick else 1_500, 3e-3)
        errors = (f"{error(net, each):.1%}" for each in (data, tested, other))
        rows.append([name, f"{weights(net):,}", *errors, f"{speed:.0f}"])
    print("rms error over the rms change of place")
    table(["", "weights", "train", "test", "turned and moved", "steps/s"], rows)
    if wanted.plot:
        draw(nets, other, wanted.plot)


@torch.no_grad()
def draw(nets: dict[str, nn.Module], data: Data, path: object) -> None:
    """Changes of place as predicted against what they are."""
    figure, panels = pyplot().subplots(1, len(nets), figsize=(8, 4), sharey=True)
    for panel, (name, net) in zip(panels, nets.items(), strict=True):
        change = flat(data[3] - data[1]).flatten(), flat(asked(net, data) - data[1]).flatten()
        panel.plot(*change, ".", markersize=2)
        panel.axline((0, 0), slope=1, color="black", linewidth=0.5)
        panel.set(title=f"{name}, {weights(net):,} weights", xlabel="true change, turned and moved")
    panels[0].set_ylabel("predicted")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
