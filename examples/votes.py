"""Count the districts that a party wins, from how its 40 voters lean in 2,000 elections.

    python examples/votes.py [--quick] [--plot votes.png]

A majority of the five voters wins a district. Voters within a district may change places, and
districts may; a network that knows this is compared with one that treats all voters as one set,
and with one that knows nothing.
"""

import torch
from common import Flat, compiled, error, fit, options, plot, table, weights
from torch import Tensor, nn


def elections(count: int) -> tuple[Tensor, Tensor]:
    """How voters lean (N, 40, 1), and how many districts go to the party, less the mean of 4."""
    mood, place = 0.3 * torch.randn(count, 1, 1), 0.6 * torch.randn(count, 8, 1)
    lean = mood + place + torch.randn(count, 8, 5)
    won = (lean > 0).sum(-1) > 2
    return lean.reshape(count, 40, 1), won.sum(-1) - 4.0


@torch.no_grad()
def right(net: nn.Module, lean: Tensor, won: Tensor) -> float:
    """How often the count is right when rounded."""
    made: Tensor = net(lean)
    return (made.round() == won).float().mean().item()


def main() -> None:
    """Train three networks and compare them on other elections."""
    wanted = options(__doc__)
    seen, tested = elections(2000), elections(4000)
    module = compiled("votes")
    inner = module.Districts()
    nets = {"S(5) wr S(8)": inner, "S(n)": module.Whole()}
    nets["plain MLP"] = Flat(weights(inner), seen[1], seen[0])
    rows = []
    for (name, net), rate in zip(nets.items(), (1e-2, 1e-2, 3e-3), strict=True):
        speed, _ = fit(net, seen, 200 if wanted.quick else 1500, rate)
        errors = (f"{error(net, data):.1%}" for data in (seen, tested))
        rows.append(
            [name, f"{weights(net):,}", *errors, f"{right(net, *tested):.1%}", f"{speed:.0f}"]
        )
    print("districts won out of eight: rms error / standard deviation, and how often it is exact")
    table(["", "weights", "train", "test", "exact count", "steps/s"], rows)
    if wanted.plot:
        plot(nets, tested, "districts won, less four", wanted.plot)


if __name__ == "__main__":
    main()
