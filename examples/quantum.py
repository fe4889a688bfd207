"""Learn the state of a three-level system one unit of time later, from 1,000 examples.

    python examples/quantum.py [--quick] [--plot quantum.png]

Schroedinger's equation looks the same in every basis; a network that is equivariant under U(3)
is, too. Both are trained on, and asked about, random Hermitian matrices and mixed states.
"""

import torch
from common import Flat, compiled, error, fit, options, plot, table, weights
from torch import Tensor


def systems(count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Hamiltonians H, density matrices D and exp(-iH) D exp(iH), all complex (N, 3, 3)."""
    half, root = torch.randn(2, count, 3, 3, dtype=torch.complex64)
    hamiltonian, state = (half + half.mH) / 2, root @ root.mH
    state = state / torch.einsum("bii->b", state)[:, None, None]
    move = torch.matrix_exp(-1j * hamiltonian)
    return hamiltonian, state, move @ state @ move.mH


@torch.no_grad()
def main() -> None:
    """Train both networks; then look at both from another basis."""
    wanted = options(__doc__)
    data, tested = systems(1000), systems(2000)
    turn = torch.linalg.qr(torch.randn(3, 3, dtype=torch.complex64)).Q
    hamiltonian, state, _ = (turn @ each @ turn.mH for each in tested)
    net = compiled("quantum").Evolve()
    nets = {"equivariant": net, "plain MLP": Flat(weights(net), data[2], *data[:2])}
    rows = []
    for (name, each), rate in zip(nets.items(), (1e-2, 3e-3), strict=True):
        with torch.enable_grad():
            speed, _ = fit(each, data, 60 if wanted.quick else 500, rate)
        same = turn @ each(*tested[:2]) @ turn.mH
        errors = [error(each, data), error(each, tested), error(each, (hamiltonian, state, same))]
        show = [f"{errors[0]:.1%}", f"{errors[1]:.1%}", f"{errors[2]:.0e}"]
        rows.append([name, f"{weights(each):,}", *show, f"{speed:.0f}"])
    print("rms error over rms; `basis`: how much it matters in which basis the network is asked")
    table(["", "weights", "train", "test", "basis", "steps/s"], rows)
    if wanted.plot:
        plot(nets, tested, "entries of the state", wanted.plot)


if __name__ == "__main__":
    main()
