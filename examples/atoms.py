"""Learn an interatomic potential from energies and forces of simulated Lennard-Jones clusters.

    python examples/atoms.py [--quick] [--plot atoms.png]

Twelve atoms start near a lattice, at a temperature of 0.4, and move for 400 steps. Each cluster is
seen once, at the end. Energies are 4 (r^-12 - r^-6) of every pair, led to 0 at a distance of 2.
"""

import torch
from common import compiled, options, pyplot, table, train, weights
from torch import Tensor, nn

ATOMS, CUTOFF, STEP, STEPS = 12, 2.0, 0.004, 400
Data = tuple[Tensor, Tensor, Tensor]


def energies(place: Tensor) -> Tensor:
    """The energy of every cluster (N, n, 3)."""
    first, second = torch.combinations(torch.arange(ATOMS)).unbind(1)
    square = (place[:, first] - place[:, second]).square().sum(-1).clamp(min=0.64)
    inverse = square**-3
    x = (square.sqrt() / CUTOFF).clamp(max=1)
    return (4 * (inverse**2 - inverse) * (1 - 28 * x**6 + 48 * x**7 - 21 * x**8)).sum(-1)


def pulled(place: Tensor) -> tuple[Tensor, Tensor]:
    """Energies and forces."""
    place = place.detach().requires_grad_()
    energy = energies(place)
    (slope,) = torch.autograd.grad(energy.sum(), place)
    return energy.detach(), -slope


def clusters(count: int) -> Data:
    """Places (N, n, 3), energies (N,) and forces (N, n, 3) at the ends of simulations."""
    lattice = torch.cartesian_prod(torch.arange(2.0), torch.arange(2.0), torch.arange(3.0))
    place = 1.12 * lattice.double() + 0.1 * torch.randn(count, ATOMS, 3).double()
    speed = 0.4**0.5 * torch.randn(count, ATOMS, 3).double()
    speed = speed - speed.mean(1, keepdim=True)
    _, force = pulled(place)
    for _ in range(STEPS):
        speed = speed + STEP / 2 * force
        place = place + STEP * speed
        _, force = pulled(place)
        speed = speed + STEP / 2 * force
    energy, force = pulled(place)
    return place.float(), energy.float(), force.float()


def bonds(place: Tensor) -> Tensor:
    """Edges between all atoms of a cluster that are near, the clusters end to end."""
    near = (place[:, :, None] - place[:, None]).square().sum(-1) < CUTOFF**2
    cluster, source, target = (near & ~torch.eye(ATOMS, dtype=torch.bool)).nonzero().unbind(1)
    return torch.stack([source, target]) + ATOMS * cluster


def asked(net: nn.Module, place: Tensor) -> tuple[Tensor, Tensor]:
    """Energies and forces by the network, all clusters in one batch."""
    count = len(place)
    batch = torch.arange(count).repeat_interleave(ATOMS)
    made = net(place.flatten(0, 1), bonds(place), batch=batch, graphs=count)
    return made.energy, made.forces.reshape(count, ATOMS, 3)


def main() -> None:
    """Train on clusters and ask for others."""
    wanted = options(__doc__)
    data = clusters(60 if wanted.quick else 500)
    tested = clusters(40 if wanted.quick else 250)
    unit, middle = data[2].square().mean().sqrt(), data[1].mean()
    spread = (data[1] - middle).square().mean().sqrt() / unit
    net = compiled("atoms").Potential()

    def loss(step: int) -> Tensor:
        rows = torch.randint(len(data[0]), (10,))
        place, energy, force = (each[rows] for each in data)
        got, pull = asked(net, place)
        off: Tensor = (got - (energy - middle) / unit) / spread
        return off.square().mean() + 4 * (pull - force / unit).square().mean()

    speed, _ = train(net, loss, 15 if wanted.quick else 800, 5e-3)
    rows = []
    for name, (place, energy, force) in (("train", data), ("test", tested)):
        parts = [asked(net, some) for some in torch.tensor_split(place, 5)]
        got, pull = (torch.cat(each).detach() * unit for each in zip(*parts, strict=True))
        first = (got + middle - energy).square().mean().sqrt() / (spread * unit)
        second = (pull - force).square().mean().sqrt() / unit
        rows.append([name, f"{weights(net):,}", f"{first:.1%}", f"{second:.1%}", f"{speed:.0f}"])
    print("rms errors over the spread of energies and over the rms force")
    table(["", "weights", "energies", "forces", "steps/s"], rows)
    if wanted.plot:
        panels = ((energy, got + middle, "energy"), (force, pull, "force"))
        figure, axes = pyplot().subplots(1, 2, figsize=(8, 4))
        for axis, (true, made, name) in zip(axes, panels, strict=True):
            axis.plot(true.flatten(), made.flatten(), ".", markersize=2)
            axis.axline((float(true.mean()),) * 2, slope=1, color="black", linewidth=0.5)
            axis.set(title=f"{name} of unseen clusters", xlabel="true", ylabel="predicted")
        figure.tight_layout()
        figure.savefig(wanted.plot, dpi=120)


if __name__ == "__main__":
    main()
