"""Tell six solids by clouds of points on their faces, beside a plain network on coordinates.

    python examples/clouds.py [--quick] [--plot clouds.png]

Points are drawn at random on a sphere, cube, cylinder, cone, torus or square pyramid, stretched by
0.8 to 1.25 along the axis, with noise; clouds have mean 0 and rms length 1. Clouds of the training
data stand upright, those of the second test are turned. The plain network is like PointNet: a
perceptron at every point, maxima and means over all points, a perceptron behind them; its last
row is the same network trained on clouds that are turned at random.
"""

import math

import torch
from common import compiled, options, pyplot, table, train, weights
from torch import Tensor, nn

SOLIDS = ("sphere", "cube", "cylinder", "cone", "torus", "pyramid")
POINTS = 64
Data = tuple[Tensor, Tensor]


def circle(count: int) -> Tensor:
    """Points on the unit circle."""
    angle = 2 * math.pi * torch.rand(count)
    return torch.stack([angle.cos(), angle.sin()], -1)


def solid(name: str, count: int) -> Tensor:
    """Points on one solid, the axis last."""
    u, v = torch.rand(2, count, 1)
    ring = circle(count)
    if name == "sphere":
        return nn.functional.normalize(torch.randn(count, 3), dim=-1)
    if name == "cube":
        face = 2 * torch.rand(count, 3) - 1
        side = torch.randint(3, (count, 1))
        return face.scatter(1, side, torch.randint(2, (count, 1)) * 2.0 - 1)
    if name == "cylinder":
        lid = u < 1 / 3
        radius = torch.where(lid, v.sqrt(), 1)
        height = torch.where(lid, torch.where(u < 1 / 6, -1, 1), 2 * v - 1)
        return torch.cat([radius * ring, height], -1)
    if name == "cone":
        base = u < 1 / (1 + math.sqrt(5))
        height = torch.where(base, -1, 1 - 2 * v.sqrt())
        return torch.cat([v.sqrt() * ring, height], -1)
    if name == "torus":
        tube = circle(count)
        return torch.cat([(1 + 0.4 * tube[:, :1]) * ring, 0.4 * tube[:, 1:]], -1)
    square = (ring / ring.abs().amax(-1, keepdim=True)) * v.sqrt()
    base = u < 1 / (1 + math.sqrt(5))
    return torch.cat([square, torch.where(base, -1, 1 - 2 * v.sqrt())], -1)


def clouds(count: int) -> Data:
    """Clouds (N, n, 3), upright, with the number of the solid of each."""
    kind = torch.randint(len(SOLIDS), (count,))
    points = torch.stack([solid(SOLIDS[k], POINTS) for k in kind.tolist()])
    points[..., 2] *= torch.empty(count, 1).uniform_(0.8, 1.25)
    points = points + 0.03 * torch.randn_like(points)
    points = points - points.mean(1, keepdim=True)
    return points / points.square().sum(-1).mean(1)[:, None, None].sqrt(), kind


def turned(data: Data) -> Data:
    """The same clouds, each turned or mirrored in its own way, its points in another order."""
    points, kind = data
    turn = torch.linalg.qr(torch.randn(len(kind), 3, 3)).Q
    return points[:, torch.randperm(points.shape[1])] @ turn, kind


class Plain(nn.Module):
    """A perceptron at every point; maxima and means; a perceptron."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.point = nn.Sequential(
            nn.Linear(3, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU()
        )
        self.point.append(nn.Linear(width, width))
        self.whole = nn.Sequential(nn.Linear(2 * width, width), nn.SiLU())
        self.whole.append(nn.Linear(width, len(SOLIDS)))

    def forward(self, cloud: Tensor) -> Tensor:
        x = self.point(cloud)
        made: Tensor = self.whole(torch.cat([x.amax(-2), x.mean(-2)], -1))
        return made


@torch.no_grad()
def accuracy(net: nn.Module, data: Data) -> float:
    """How many of the solids are told."""
    return float((net(data[0]).argmax(-1) == data[1]).float().mean())


def main() -> None:
    """Train the networks on upright clouds and ask them for other clouds, upright and turned."""
    wanted = options(__doc__)
    data = clouds(300 if wanted.quick else 3_000)
    tested = clouds(200 if wanted.quick else 1_000)
    other = turned(tested)
    nets: dict[str, nn.Module] = {"equivariant": compiled("clouds").Solid()}
    width = 8
    while weights(Plain(width)) < weights(nets["equivariant"]):
        width += 1
    nets["plain"] = Plain(width)
    nets["plain, turned data"] = Plain(width)
    rows = []
    for name, net in nets.items():

        def loss(step: int, net: nn.Module = net, turn: bool = "data" in name) -> Tensor:
            rows = torch.randint(len(data[0]), (50,))
            points, kind = data[0][rows], data[1][rows]
            if turn:
                points, kind = turned((points, kind))
            return nn.functional.cross_entropy(net(points), kind)

        speed, _ = train(net, loss, 30 if wanted.quick else 800, 3e-3)
        right = (f"{accuracy(net, each):.1%}" for each in (data, tested, other))
        rows.append([name, f"{weights(net):,}", *right, f"{speed:.0f}"])
    print(f"solids told, of {len(SOLIDS)}")
    table(["", "weights", "train", "test", "turned", "steps/s"], rows)
    if wanted.plot:
        draw(nets, other, wanted.plot)


@torch.no_grad()
def draw(nets: dict[str, nn.Module], data: Data, path: object) -> None:
    """What each solid is taken for, turned clouds only."""
    figure, panels = pyplot().subplots(1, len(nets), figsize=(4 * len(nets), 4), sharey=True)
    for panel, (name, net) in zip(panels, nets.items(), strict=True):
        told = net(data[0]).argmax(-1)
        counts = torch.zeros(len(SOLIDS), len(SOLIDS))
        counts.index_put_((data[1], told), torch.ones(len(told)), accumulate=True)
        panel.imshow(counts / counts.sum(1, keepdim=True).clamp(min=1), cmap="Greys", vmin=0)
        panel.set_xticks(range(len(SOLIDS)), SOLIDS, rotation=60)
        panel.set_yticks(range(len(SOLIDS)), SOLIDS)
        panel.set(title=f"{name}, {weights(net):,} weights", xlabel="told, turned clouds")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
