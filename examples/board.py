"""Who wins at noughts and crosses? Learn it from few positions, and ask about all others.

    python examples/board.py [--quick] [--plot board.png]

The answer is the same for a board that is turned or mirrored. No position that is asked for is,
up to a turn or mirror, among those learned from: the network has to see what wins.
"""

from functools import cache

import torch
from common import Flat, compiled, options, pyplot, table, train, weights
from torch import Tensor, nn
from torch.nn import functional

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
LEARNED = (125, 250, 500)
Board = tuple[int, ...]  # row by row: 1 is a stone of who moves next, -1 one of the other


def lost(board: Board) -> bool:
    """Whether the last move made three in a line."""
    return any(all(board[cell] == -1 for cell in line) for line in LINES)


def moves(board: Board) -> list[Board]:
    """The positions after a move, seen by the other player."""
    free = [] if lost(board) else [cell for cell in range(9) if board[cell] == 0]
    return [tuple(-1 if at == cell else -board[at] for at in range(9)) for cell in free]


@cache
def value(board: Board) -> int:
    """What who moves next can reach: 0 lost, 1 drawn, 2 won."""
    return max((2 - value(after) for after in moves(board)), default=0 if lost(board) else 1)


def images(board: Board) -> list[Board]:
    """The board, turned and mirrored: eight, some of which may be the same."""
    rows = torch.tensor(board).reshape(3, 3)
    turned = [rows.rot90(quarter) for quarter in range(4)]
    return [tuple(each.flatten().tolist()) for one in turned for each in (one, one.fliplr())]


def positions() -> list[list[Board]]:
    """All positions of the game, those together that are the same up to turns and mirrors."""
    found: set[Board] = set()
    new: set[Board] = {(0,) * 9}
    while new:
        found |= new
        new = {after for board in new for after in moves(board)}
    classes = {tuple(sorted(set(images(board)))) for board in found}
    return [list(boards) for boards in sorted(classes)]


def data(boards: list[Board]) -> tuple[Tensor, Tensor]:
    """Stones of either player (N, 9, 2), and which value is right (N)."""
    cells, values = torch.tensor(boards), torch.tensor([value(board) for board in boards])
    stones = torch.stack((cells == 1, cells == -1), -1)
    return stones.float(), values


def fit(net: nn.Module, cells: Tensor, values: Tensor, steps: int) -> float:
    """Train on batches of positions; steps per second."""

    def loss(step: int) -> Tensor:
        rows = torch.randint(len(values), (100,))
        return functional.cross_entropy(net(cells[rows]), values[rows])

    return train(net, loss, steps, 1e-2)[0]


@torch.no_grad()
def right(net: nn.Module, cells: Tensor, values: Tensor) -> float:
    """How often the value is right."""
    made: Tensor = net(cells)
    return (made.argmax(-1) == values).float().mean().item()


def main() -> None:
    """Train the networks on more and more positions and compare them."""
    wanted = options(__doc__)
    classes = positions()
    classes = [classes[i] for i in torch.randperm(len(classes)).tolist()]
    tested = data([board for boards in classes[max(LEARNED) :] for board in boards])
    inner = compiled("board").Value
    size = weights(inner())
    rows, curves = [], {}  # of the table, of the plot
    for name in ("symmetric", "plain MLP", "MLP, all images"):
        correct, speed = [], 0.0
        for count in LEARNED:
            learned = [boards[0] for boards in classes[:count]]
            if name == "MLP, all images":
                learned = [image for board in learned for image in images(board)]
            seen = data(learned)
            net = inner() if name == "symmetric" else Flat(size, torch.zeros(1, 3), seen[0])
            speed = fit(net, *seen, 100 if wanted.quick else 500)
            correct.append(right(net, *tested))
        curves[name] = correct
        rows.append([name, f"{weights(net):,}", *(f"{c:.1%}" for c in correct), f"{speed:.0f}"])
    print(f"{len(tested[0]):,} positions of other kinds than those learned from: how often right")
    table(["", "weights", *(f"{count} learned" for count in LEARNED), "steps/s"], rows)
    if wanted.plot:
        figure, panel = pyplot().subplots(figsize=(6, 4))
        for name, correct in curves.items():
            panel.plot(LEARNED, correct, "o-", label=name)
        panel.set(xlabel="positions learned from", ylabel="share of right answers")
        panel.legend(loc="lower right")
        figure.tight_layout()
        figure.savefig(wanted.plot, dpi=120)


if __name__ == "__main__":
    main()
