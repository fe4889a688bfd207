"""A Lie algebra that a smooth fit of the data commutes with: no adversary, a least squares problem.

For a network f fitted to the data, X in gl(n) and R(X) = drho_out(X) f(x) - df(x) drho_in(X) x, the
quadratic form of the mean of |R(X)|^2 is a matrix of n^2 x n^2. The symmetries of f are its null
space, told by the gap between its singular values.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.func import jvp

from symc.discovery.adversarial import Training
from symc.discovery.data import Samples, Slot, moves
from symc.discovery.moving import shifted
from symc.ir.symmetry import Group

WIDTH = 128
MOST = 2048
"""So many samples at most give the quadratic form."""


def fit(
    samples: Samples, group: Group, dimension: int, training: Training, steps: Iterable[int]
) -> tuple[Tensor, Tensor]:
    """Generators (k, n, n), and all singular values, the smallest first."""
    assert isinstance(group.size, int)
    network = _fitted(samples, training, steps)
    form = _form(samples, group, network)
    values, vectors = torch.linalg.eigh(form)
    algebra = vectors.mT[:dimension].view(dimension, group.size, group.size)
    return algebra, values.clamp(min=0).sqrt()


def _flat(values: Iterable[Tensor]) -> Tensor:
    return torch.cat([value.reshape(len(value), -1) for value in values], -1)


def _sides(samples: Samples) -> tuple[list[int], list[int]]:
    places = range(len(samples.slots))
    results = [i for i in places if samples.slots[i].is_result]
    return [i for i in places if i not in results], results


def _fitted(
    samples: Samples, training: Training, steps: Iterable[int]
) -> Callable[[Tensor], Tensor]:
    """A smooth network from all arguments to all results, fitted in double precision."""
    given, made = _sides(samples)
    x, y = (_flat(samples.values[i] for i in side) for side in (given, made))
    low, scale = y.mean(0), y.std().clamp(min=1e-12)
    network = nn.Sequential(
        nn.Linear(x.shape[1], WIDTH),
        nn.SiLU(),
        nn.Linear(WIDTH, WIDTH),
        nn.SiLU(),
        nn.Linear(WIDTH, y.shape[1]),
    ).double()
    rate = 3e-3
    optimizer = torch.optim.Adam(network.parameters(), rate)
    for step in steps:
        optimizer.param_groups[0]["lr"] = rate * max(1 - step / training.steps, 1e-3)
        at = torch.randint(len(x), (training.batch,))
        loss = (network(x[at]) - (y[at] - low) / scale).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda inputs: low + scale * network(inputs)


def _form(samples: Samples, group: Group, network: Callable[[Tensor], Tensor]) -> Tensor:
    """The quadratic form of the violation on all n x n matrices."""
    given, made = _sides(samples)
    values = [value[:MOST] for value in samples.values]
    count, n = len(values[0]), group.size
    assert isinstance(n, int)
    x = _flat(values[i] for i in given)
    columns = []
    for entry in torch.eye(n * n, dtype=x.dtype).view(-1, n, n):
        flow = entry.expand(count, n, n)
        tangent = _flat(_shift(values[i], samples.slots[i], group, flow) for i in given)
        result, along = jvp(network, (x,), (tangent,))[:2]
        columns.append(_moved(result, samples, made, values, group, flow) - along.detach())
    found = torch.stack(columns, -1).detach().flatten(0, 1)
    return found.mT @ found / count / _scale(values, made)


def _scale(values: list[Tensor], made: list[int]) -> Tensor:
    """The mean square of the results, by which violations are measured."""
    return _flat(values[i] for i in made).square().sum(-1).mean().clamp(min=1e-12)


def _shift(value: Tensor, slot: Slot, group: Group, flow: Tensor) -> Tensor:
    return shifted(value, slot, group, flow) if moves(slot, group) else torch.zeros_like(value)


def _moved(
    result: Tensor,
    samples: Samples,
    made: list[int],
    values: list[Tensor],
    group: Group,
    flow: Tensor,
) -> Tensor:
    """The derivative of the results, taken apart into their tensors."""
    sizes = [values[i][0].numel() for i in made]
    pieces = zip(torch.split(result, sizes, -1), made, strict=True)
    return _flat(
        _shift(piece.reshape(values[i].shape), samples.slots[i], group, flow) for piece, i in pieces
    )
