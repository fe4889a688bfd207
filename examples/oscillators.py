"""Learn where two coupled oscillators are two seconds later, from 1,000 examples.

    python examples/oscillators.py [--quick] [--plot oscillators.png]

Hamilton's equations look the same in all coordinates that a symplectic map leads to. A network
that is equivariant under Sp(4) is right in all of them when it is in one.
"""

import torch
from common import Flat, compiled, error, fit, options, plot, table, weights
from torch import Tensor

EYE = torch.eye(2, dtype=torch.float64)
TURN = torch.kron(torch.tensor([[0.0, 1], [-1, 0]]), EYE)  # dz/dt = TURN S z
Data = tuple[Tensor, ...]


def systems(count: int) -> Data:
    """Energies S (N, 4, 4) of unit masses on springs, points z (N, 4), and where they go."""
    pull = 0.5 * torch.randn(count, 2, 2, dtype=torch.float64)
    springs = EYE + pull @ pull.mT
    energy = torch.eye(4, dtype=torch.float64).repeat(count, 1, 1)
    energy[:, :2, :2] = springs
    point = torch.randn(count, 4, dtype=torch.float64)
    return energy, point, torch.einsum("bij,bj->bi", torch.matrix_exp(2 * TURN @ energy), point)


def seen(data: Data, far: float) -> Data:
    """The same systems, each in symplectic coordinates of its own: in float32, `far` away."""
    energy, point, later = data
    form = torch.randn_like(energy)
    form = (form + form.mT) / (form + form.mT).norm(dim=(1, 2), keepdim=True)
    new, old = (torch.matrix_exp(sign * far * TURN @ form) for sign in (1, -1))
    moved = (torch.einsum("bij,bj->bi", new, z).float() for z in (point, later))
    return (old.mT @ energy @ old).float(), *moved


def main() -> None:
    """Train both networks in the usual coordinates and ask them in others."""
    wanted = options(__doc__)
    data, tested = seen(systems(1000), 0), systems(2000)
    sets = {"usual": seen(tested, 0), **{f"{far} away": seen(tested, far) for far in (1, 2, 3)}}
    net = compiled("oscillators").Flow()
    nets = {"equivariant": net, "plain MLP": Flat(weights(net), data[2], *data[:2])}
    rows = []
    for (name, each), rate in zip(nets.items(), (1e-2, 3e-3), strict=True):
        speed, _ = fit(each, data, 50 if wanted.quick else 500, rate)
        errors = (f"{error(each, data):.1%}" for data in sets.values())
        rows.append([name, f"{weights(each):,}", *errors, f"{speed:.0f}"])
    print("rms error over rms, in the coordinates of the training and in symplectic ones far away")
    table(["", "weights", *sets, "steps/s"], rows)
    if wanted.plot:
        plot(nets, sets["1 away"], "in other coordinates", wanted.plot)


if __name__ == "__main__":
    main()
