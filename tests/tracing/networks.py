"""Networks to be traced: small ones of every kind."""

from itertools import pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Mlp(nn.Module):
    def __init__(self, *widths: int, bias: bool = True) -> None:
        super().__init__()
        pairs = pairwise(widths)
        self.layers = nn.ModuleList(nn.Linear(a, b, bias=bias) for a, b in pairs)

    def forward(self, x: Tensor) -> Any:
        for layer in self.layers[:-1]:
            x = torch.sin(layer(x))
        return self.layers[-1](x)


class Cnn(nn.Module):
    """Two convolutions with a batch norm; flattened or pooled before the last layer."""

    def __init__(self, flat: bool = False) -> None:
        super().__init__()
        self.flat = flat
        self.c1, self.norm = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.c2 = nn.Conv2d(4, 6, 3, padding=1)
        self.fc = nn.Linear(6 * 4 if flat else 6, 3)

    def forward(self, x: Tensor) -> Any:
        x = F.max_pool2d(torch.relu(self.norm(self.c1(x))), 2)
        x = F.avg_pool2d(torch.relu(self.c2(x)), 2)
        return self.fc(x.flatten(1) if self.flat else F.adaptive_avg_pool2d(x, 1).flatten(1))


class Residual(nn.Module):
    """Two uses of a stream on one kernel, in-place operations, a shortcut with a kernel."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.c1, self.b1 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.short, self.c2 = nn.Conv2d(4, 6, 1, 2), nn.Conv2d(4, 6, 3, 2, padding=1)
        self.relu, self.fc = nn.ReLU(inplace=True), nn.Linear(6, 2)

    def forward(self, x: Tensor) -> Any:
        x = self.relu(self.stem(x))
        y = self.b1(self.c1(x))
        y += x
        x = self.relu(y)
        x = self.short(x) + self.c2(x)
        return self.fc(x.mean((2, 3)))


class Grouped(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.c1, self.norm = nn.Conv2d(3, 6, 3), nn.GroupNorm(3, 6)
        self.c2, self.fc = nn.Conv2d(6, 12, 3, groups=3), nn.Linear(12, 2)

    def forward(self, x: Tensor) -> Any:
        return self.fc(torch.relu(self.c2(self.norm(self.c1(x)))).mean((2, 3)))


class Recurrent(nn.Module):
    def __init__(self, kind: str, state: bool = False, **options: Any) -> None:
        super().__init__()
        self.state = state
        self.rnn = getattr(nn, kind)(2, 4, batch_first=True, **options)
        twice = 2 if options.get("bidirectional") and not state else 1
        self.out = nn.Linear(options.get("proj_size", 4) * twice, 3)

    def forward(self, x: Tensor) -> Any:
        y, last = self.rnn(x)
        if self.state:
            return self.out((last[0] if isinstance(last, tuple) else last)[-1])
        return self.out(y)


class Cell(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell, self.out = nn.GRUCell(3, 4), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Any:
        h = torch.zeros(x.shape[0], 4, dtype=x.dtype)
        for step in range(x.shape[1]):
            h = self.cell(x[:, step], h)
        return self.out(h)


class Encoder(nn.Module):
    """A transformer of torch's own layers; the head is the embedding where tied."""

    def __init__(self, tied: bool = True) -> None:
        super().__init__()
        self.e, self.pos = nn.Embedding(7, 8), nn.Parameter(torch.zeros(9, 8))
        self.block = nn.TransformerEncoderLayer(8, 2, 6, batch_first=True, norm_first=True)
        self.norm, self.head = nn.LayerNorm(8), nn.Linear(8, 7, bias=False)
        if tied:
            self.head.weight = self.e.weight

    def forward(self, tokens: Tensor) -> Any:
        x = self.block(self.e(tokens) + self.pos[: tokens.shape[1]])
        return self.head(self.norm(x))


class Fused(nn.Module):
    """Queries, keys and values of one matrix, cut in one of several ways."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way
        self.e, self.qkv = nn.Embedding(7, 6), nn.Linear(6, 18)
        self.proj, self.head = nn.Linear(6, 6), nn.Linear(6, 7)

    def forward(self, tokens: Tensor) -> Any:
        batch, length = tokens.shape
        x = self.e(tokens)
        y = self.qkv(x)
        if self.way == "split":
            q, k, v = (z.view(batch, length, 3, 2).transpose(1, 2) for z in y.split(6, 2))
        elif self.way == "unbind":
            q, k, v = y.reshape(batch, length, 3, 3, 2).permute(2, 0, 3, 1, 4).unbind(0)
        else:
            q, k, v = y.view(batch, length, 3, 6).transpose(1, 2).chunk(3, -1)
        score = (q @ k.transpose(-2, -1)).softmax(-1)
        x = x + self.proj((score @ v).transpose(1, 2).reshape(batch, length, 6))
        return self.head(x)


class Shared(nn.Module):
    """Fewer heads of keys and values than of queries: one, or several."""

    def __init__(self, few: int, way: str, turned: bool = False) -> None:
        super().__init__()
        self.few, self.way, self.turned = few, way, turned
        self.e = nn.Embedding(7, 5)
        self.q, self.o = nn.Linear(5, 12, bias=False), nn.Linear(12, 5, bias=False)
        self.k, self.v = nn.Linear(5, few * 3, bias=False), nn.Linear(5, few * 3, bias=False)
        self.head = nn.Linear(5, 7)
        self.register_buffer("turn", torch.tensor([1.0, 0.5, 0.2]), persistent=False)

    def forward(self, tokens: Tensor) -> Any:
        batch, length = tokens.shape
        x = self.e(tokens)
        q = self.q(x).view(batch, length, 4, 3).transpose(1, 2)
        k, v = (f(x).view(batch, length, self.few, 3).transpose(1, 2) for f in (self.k, self.v))
        if self.turned:
            q, k = q * self.turn, k * self.turn
        times = 4 // self.few
        if self.way == "expand":
            shape = (batch, self.few, times, length, 3)
            k, v = (z[:, :, None].expand(shape).reshape(batch, 4, length, 3) for z in (k, v))
        elif self.way == "repeat":
            k, v = (z.repeat_interleave(times, 1) for z in (k, v))
        grouped = self.way == "grouped"
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=grouped)
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, 12))
        return self.head(x)


class Dense(nn.Module):
    """Concatenations, read by kernels, a norm with statistics and a flattened layer."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 2, 3, padding=1), nn.Conv2d(2, 3, 3, padding=1)
        self.norm, self.out = nn.BatchNorm2d(5), nn.Linear(5 * 4, 2)

    def forward(self, x: Tensor) -> Any:
        x = torch.relu(self.a(x))
        x = torch.relu(self.norm(torch.cat([x, self.b(x)], 1)))
        return self.out(F.adaptive_avg_pool2d(x, 2).flatten(1))


class Experts(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enter, self.route = nn.Linear(2, 4), nn.Linear(4, 3)
        self.up, self.down = nn.Parameter(torch.ones(3, 4, 5)), nn.Parameter(torch.ones(3, 5, 4))
        self.out = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Any:
        x = self.enter(x)
        weight = self.route(x).softmax(-1)
        h = torch.relu(torch.einsum("bd,edm->bem", x, self.up))
        return self.out(x + torch.einsum("bem,emd,be->bd", h, self.down, weight))


class Positions(nn.Module):
    """Constant positions, which differ from one entry of the stream to the next."""

    pe: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.e, self.l, self.o = nn.Embedding(7, 4), nn.Linear(4, 5), nn.Linear(5, 7)
        self.register_buffer("pe", torch.arange(32.0).reshape(8, 4))

    def forward(self, tokens: Tensor) -> Any:
        return self.o(torch.relu(self.l(self.e(tokens) + self.pe[: tokens.shape[1]])))


class Ordered(nn.Module):
    def __init__(self, way: str = "cumsum") -> None:
        super().__init__()
        self.way, self.a, self.b, self.c = way, nn.Linear(3, 4), nn.Linear(4, 5), nn.Linear(5, 2)

    def forward(self, x: Tensor) -> Any:
        x = torch.relu(self.a(x))
        if self.way == "cumsum":
            x = x.cumsum(-1)
        elif self.way == "strange":
            x = torch.linalg.qr(x)[0]
        elif self.way == "half":
            x = torch.cat([x[:, :1], 2 * x[:, 1:]], 1)
        elif self.way == "reshape":
            x = x.view(-1, 2, 2).relu().view(-1, 4)
        elif self.way == "softmax":
            x = x.view(-1, 2, 2).softmax(-1).reshape(-1, 4)
        return self.c(torch.relu(self.b(x)))


class Branching(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 4)

    def forward(self, x: Tensor) -> Any:
        x = self.a(x)
        if x.sum() > 0:
            x = x + 1
        return x


class Chosen(nn.Module):
    """As many rows as there are positive entries."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Any:
        x = self.a(x)
        return self.b(x[x[:, 0] > 0])


class Pair(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 4)

    def forward(self, x: Tensor, y: Tensor) -> Any:
        return self.a(x) + y


class Halves(nn.Module):
    """Casts to fewer digits, as norms of language models do, and an unused layer."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.unused = nn.Linear(3, 4), nn.Linear(4, 2), nn.Linear(9, 9)
        self.scale = nn.Parameter(torch.ones(4))

    def forward(self, x: Tensor) -> Any:
        x = self.a(x).float()
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.b(self.scale * x.to(self.scale.dtype))


class Plain(nn.Module):
    def forward(self, x: Tensor) -> Any:
        return x


class Failing(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        if width > 5:
            raise RuntimeError("no more than 5")
        self.a = nn.Linear(width, 2)

    def forward(self, x: Tensor) -> Any:
        return self.a(x)


def make(width: int = 3) -> nn.Module:
    return Mlp(2, width, 1)


NUMBER = 3
