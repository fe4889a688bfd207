"""`symc init`."""

from pathlib import Path

import click

SPEC = """\
# Which pairs of points in a cloud belong together? Rename it, change it, compile it again:
#
#     symc compile pairs.sym -o .
#
# A type is the shape of a tensor whose axes say which group moves them. If a model compiles, it is
# equivariant to every group that its types name: no data augmentation, no tests of symmetry.
symc 1

size n            # any number of points, read from the tensors at run time
param width = 32  # symc compile --set width=64

group Points = S(n)  # the order of the points does not matter,
group Rot    = O(3)  # nor does how the cloud is turned or mirrored

type Hidden = width [Points] + width [Points, Rot]

# One vector and one number per point in; one number per pair of points out.
model Pairs(position: [Points, Rot], charge: [Points]) -> [Points, Points] {
    h = linear(position, charge -> Hidden)
    repeat 2 {
        h = gate(h + bilinear(h, h -> same))
        h = linear(h -> same)
    }
    s = invariants(h -> width [Points, Points])
    return linear(relu(s) -> [Points, Points])
}
"""

TRAIN = '''\
"""Trains the compiled model: which points are near to each other?"""

import torch
from pairs import Pairs  # symc compile pairs.sym -o .

torch.manual_seed(0)
net = Pairs()
optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
print(f"{sum(p.numel() for p in net.parameters()):,} weights")

for step in range(201):
    position, charge = torch.randn(64, 10, 3), torch.randn(64, 10)  # batch, points, ...
    near = (torch.cdist(position, position) < 1.5).float()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(net(position, charge), near)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 20 == 0:
        print(f"step {step:3}   loss {loss.item():.3f}")

# The symmetry holds for every value of the weights: turn, mirror and shuffle the cloud.
turn = torch.linalg.qr(torch.randn(3, 3)).Q
order = torch.randperm(10)
with torch.no_grad():
    out = net(position, charge)
    moved = net(position[:, order] @ turn.T, charge[:, order])
error = (moved - out[:, order][:, :, order]).abs().max() / out.abs().max()
print(f"relative change under a random turn, mirror and shuffle: {error.item():.0e}")
'''

README = """\
# An equivariant model, compiled by symc

    pip install symc torch
    symc compile pairs.sym -o .        # writes pairs.py, which needs only torch
    python train.py

- `symc explain pairs.sym` says which maps are equivariant, why, and what they cost.
- `symc draw pairs.sym -o pairs.svg` draws them.
- `symc compile pairs.sym -o . --check` fails in CI if pairs.py is out of date.
"""

FILES = (("pairs.sym", SPEC), ("train.py", TRAIN), ("README.md", README))


@click.command(short_help="Start a project: a spec, a training script, a README.")
@click.argument("folder", metavar="DIR")
def init(folder: str) -> int:
    """Writes an example project into a folder, which is made; no file is ever overwritten."""
    from symc.cli.failures import exit_code, guard, say
    from symc.cli.outputs import WRITTEN, Output, write_all
    from symc.errors import files as errors
    from symc.files import shown
    from symc.report import CompileError

    root = Path(folder)
    try:
        there = [root / name for name, _ in FILES if (root / name).exists()]
        if there:
            raise CompileError(*(errors.in_the_way(shown(path)) for path in there))
        with guard(folder):
            write_all([Output(root / name, text, WRITTEN) for name, text in FILES])
    except CompileError as problem:
        say(problem.diagnostics)
        return exit_code(problem.diagnostics)
    for name, _ in FILES:
        click.echo(f"wrote {shown(root / name)}")
    click.echo(f"\nnext:  cd {folder} && symc compile pairs.sym -o . && python train.py")
    return 0
