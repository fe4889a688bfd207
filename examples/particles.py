"""Learn how strongly an electron and a muon scatter, from four momenta and 1,000 examples.

    python examples/particles.py [--quick] [--plot particles.png]

The strength does not depend on how fast the observer moves. An equivariant network knows that;
a plain one of the same size does not, and fails for observers that it has not met.
"""

import torch
from common import Flat, compiled, error, fit, options, plot, table, weights
from torch import Tensor

METRIC = torch.diag(torch.tensor([1.0, -1, -1, -1]))


def strength(momenta: Tensor) -> Tensor:
    """4 L_ij M^ij, the square of the matrix element but for constants; momenta (N, 4, 4)."""
    p1, p2, p3, p4 = momenta.unbind(-1)

    def tensor(before: Tensor, after: Tensor) -> Tensor:
        square = torch.einsum("bi,ij,bj->b", before, METRIC, after - before)
        return before[:, :, None] * after[:, None, :] - square[:, None, None] * METRIC

    electron, muon = tensor(p1, p3), METRIC @ tensor(p2, p4) @ METRIC
    return 4 * (electron * muon).sum((-2, -1))


def moving(rapidity: float) -> Tensor:
    """What an observer sees who is turned, and then moves along the first axis."""
    turned = torch.eye(4, dtype=torch.float64)
    turned[1:, 1:] = torch.linalg.qr(torch.randn(3, 3).double()).Q
    generator = torch.zeros_like(turned)
    generator[0, 1] = generator[1, 0] = rapidity
    return torch.matrix_exp(generator) @ turned


def main() -> None:
    """Train both networks and show them to moving observers."""
    wanted = options(__doc__)
    momenta, tested = torch.randn(1000, 4, 4) / 4, torch.randn(2000, 4, 4) / 4
    truth = strength(tested)
    seen = {
        f"rapidity {r}": ((moving(r) @ tested.double()).float(), truth) for r in (0.5, 1.0, 2.0)
    }
    sets = {"test": (tested, truth), **seen}

    net = compiled("particles").Scatter()
    nets = {"equivariant": net, "plain MLP": Flat(weights(net), truth, momenta)}
    rows = []
    for (name, each), rate in zip(nets.items(), (1e-2, 3e-3), strict=True):
        steps = 100 if wanted.quick else 2000
        speed, _ = fit(each, (momenta, strength(momenta)), steps, rate)
        errors = (f"{error(each, data):.1%}" for data in sets.values())
        rows.append([name, f"{weights(each):,}", *errors, f"{speed:.0f}"])
    print("rms error over rms, as seen at rest and by observers who are turned and move")
    table(["", "weights", *sets, "steps/s"], rows)
    if wanted.plot:
        plot(nets, seen["rapidity 1.0"], "seen at rapidity 1", wanted.plot)

    tested, net = tested.double(), net.double()
    change = error(net, (moving(1) @ tested, net(tested)))
    print(f"in float64, a boost of rapidity 1 changes the equivariant network by {change:.0e}")


if __name__ == "__main__":
    main()
