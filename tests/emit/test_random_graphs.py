"""Random messages along the edges of graphs: equivariant, in any order, by every algorithm."""

import random
from dataclasses import dataclass
from typing import Any

import pytest
import torch
from e3nn import o3
from torch import Tensor

from symc.report import CompileError
from tests.oracle.modules import build

pytestmark = [pytest.mark.torch, pytest.mark.slow]

POINTS, EDGES = 6, 14
AFTER = (
    "linear(z -> {made})",
    "gate(linear(z -> {made}))",
    "tensor_product(z, x -> {made}, mode = channelwise)",
    "norm_act(z, silu)",
    "layer_norm(z)",
)
WEIGHTS = ("", "", ", weights = none", ", weights = mlp(r, 6)")


@dataclass(frozen=True)
class Message:
    """A spec but for the algorithm of its product, and the irreps that it takes and gives."""

    text: str
    given: str
    result: str
    proper: bool

    def spec(self, algorithm: str) -> str:
        """The text with an algorithm, or without one."""
        return self.text.replace("ALGORITHM", f", algorithm = {algorithm}" if algorithm else "")


def message(seed: int) -> Message:
    """A message after a seed: irreps of natural parity mostly, paths that there are."""
    pick = random.Random(seed)
    proper, lmax = pick.random() < 0.4, pick.choice([1, 2, 3])
    natural = ["0e", "1o", "2e"]
    words = {pick.choice(natural if pick.random() < 0.85 else ["0o", "1e", "2o"]) for _ in range(3)}
    given = {label(word, proper): pick.choice([1, 2, 4]) for word in sorted(words)}
    reached = dict[str, int]()
    for word, copies in given.items():
        degree, parity = int(word[0]), -1 if word.endswith("o") else 1
        for y in range(lmax + 1):
            for k in range(abs(degree - y), min(degree + y, 4) + 1):
                name = label(f"{k}{'e' if parity * (-1) ** y > 0 else 'o'}", proper)
                reached[name] = max(reached.get(name, 0), copies)
    kept = sorted(pick.sample(sorted(reached), min(len(reached), pick.choice([1, 2, 3]))))
    mode = pick.choice(["channelwise", "channelwise", "full"])
    made = irreps(
        {k: reached[k] if mode == "channelwise" else pick.choice([1, 2, 3]) for k in kept}
    )
    result = irreps({kept[0]: 2} | ({label("0e", proper): 1} if pick.random() < 0.5 else {}))
    weights = pick.choice(WEIGHTS if mode == "channelwise" else WEIGHTS[1::2])
    after = pick.choice(AFTER).format(made=f"[Atoms, Space({made})]")
    ends = [pick.choice(["bonds.source", "bonds.target"]) for _ in range(2)]
    text = f"""
size n
group Atoms = S(n)
group Space = {"SE(3)" if proper else "E(3)"}
graph Bonds on Atoms
model M(p: [Atoms, Space], x: [Atoms, Space({irreps(given)})], bonds: Bonds)
-> [Atoms, Space({result})] {{
    v = gather(p at bonds.target) - gather(p at bonds.source)
    r = bessel(norm(v), 4, cutoff = 3.0)
    y = spherical_harmonics(v, {lmax})
    there = gather(x at {ends[0]})
    m = tensor_product(there, y -> [Bonds, Space({made})], mode = {mode}{weights}ALGORITHM)
    z = scatter(m to {ends[1]})
    return linear({after}, x -> [Atoms, Space({result})])
}}
"""
    return Message(text.replace(")\n->", ") ->"), irreps(given), result, proper)


def label(word: str, proper: bool) -> str:
    """Irreps of rotations alone have no parity."""
    return word[0] if proper else word


def irreps(copies: dict[str, int]) -> str:
    """The way in which they are written."""
    return " + ".join(f"{count}x{word}" for word, count in copies.items())


def matrix(words: str, turn: Tensor) -> Tensor:
    """How a turn, perhaps with a reflection, moves them: by e3nn."""
    pairs = [word.split("x") for word in words.split(" + ")]
    found = [(int(n), w if w[-1] in "eo" else f"{w}e") for n, w in pairs]
    parts = [o3.Irrep(w).D_from_matrix(turn) for n, w in found for _ in range(n)]
    whole: Tensor = torch.block_diag(*parts)  # type: ignore[no-untyped-call]
    return whole


def checked(seed: int) -> bool:
    """Whether a message compiles; then it keeps all that it promises."""
    made = message(seed)
    try:
        net: Any = build(made.spec("")).net()
    except CompileError:
        return False
    torch.manual_seed(seed)
    turn = o3.rand_matrix(dtype=torch.float64) * (1 if made.proper or seed % 2 else -1)
    before, after = (matrix(words, turn) for words in (made.given, made.result))
    p = torch.randn(POINTS, 3).double()
    x = torch.randn(POINTS, before.shape[0]).double()
    bonds = torch.randint(0, POINTS - 1, (2, EDGES))  # the last point has none
    y = net(p, x, bonds)
    size = float(y.detach().abs().max()) + 1e-6
    moved = net(p @ turn.mT + torch.randn(3).double(), x @ before.mT, bonds)
    assert float((y @ after.mT - moved).detach().abs().max()) < 1e-5 * size, made.text
    order, edges = torch.randperm(POINTS), torch.randperm(EDGES)
    again = net(p[order], x[order], order.argsort()[bonds][:, edges])
    assert float((y[order] - again).detach().abs().max()) < 1e-10 * size, made.text
    for algorithm in ("cg", "so2"):
        other: Any = build(made.spec(algorithm)).net()
        other.load_state_dict(net.state_dict())
        assert float((other(p, x, bonds) - y).detach().abs().max()) < 1e-10 * size, made.text
    assert bool(torch.isfinite(net(p, x, bonds[:, :0])).all())
    return True


@pytest.mark.parametrize("start", range(0, 80, 20))
def test_messages_are_equivariant_by_every_algorithm(start: int) -> None:
    assert sum(map(checked, range(start, start + 20))) > 5
