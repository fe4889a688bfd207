"""Twelve small networks of kinds that no rule of tracing was written for."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ResidualMlp(nn.Module):
    """A branch behind a layer norm, added to its stream."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.a, self.b = nn.Linear(2, 3), nn.Linear(3, 4), nn.Linear(4, 3)
        self.norm, self.out = nn.LayerNorm(3), nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        found: Tensor = self.out(F.gelu(x + self.b(torch.tanh(self.a(self.norm(x))))))
        return found


class GroupConv(nn.Module):
    """A convolution in two groups before one of every channel by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 4, 1), nn.Conv2d(4, 6, 3, groups=2, padding=1)
        self.c, self.out = nn.Conv2d(6, 6, 3, groups=6, padding=1), nn.Linear(6, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.c(F.relu(self.b(F.relu(self.a(x))))))
        found: Tensor = self.out(x.mean((2, 3)))
        return found


class TwoGrus(nn.Module):
    """Two layers of a GRU, the last state read."""

    def __init__(self) -> None:
        super().__init__()
        self.gru, self.out = nn.GRU(2, 2, num_layers=2, batch_first=True), nn.Linear(2, 1)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.out(self.gru(x)[0][:, -1])
        return found


class BothWays(nn.Module):
    """An LSTM in both directions."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.out = nn.LSTM(2, 2, bidirectional=True, batch_first=True), nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.out(self.lstm(x)[0].mean(1))
        return found


class TiedTransformer(nn.Module):
    """Two heads, learned positions, the embedding as the head."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(5, 4), nn.Parameter(torch.randn(6, 4))
        self.q, self.k, self.v, self.o = (nn.Linear(4, 4) for _ in range(4))
        self.first, self.last = nn.LayerNorm(4), nn.LayerNorm(4)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.words(tokens) + self.places[: tokens.shape[1]]
        y = self.first(x)
        batch, length, _ = y.shape
        layers = (self.q, self.k, self.v)
        q, k, v = (f(y).view(batch, length, 2, 2).transpose(1, 2) for f in layers)
        z = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2)
        x = x + self.o(z.reshape(batch, length, 4))
        found: Tensor = self.last(x) @ self.words.weight.T
        return found


class GroupedQueries(nn.Module):
    """Four heads of queries for two of keys and values."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.out = nn.Linear(2, 3), nn.Linear(3, 1)
        self.q, self.o = nn.Linear(3, 8, bias=False), nn.Linear(8, 3)
        self.k, self.v = nn.Linear(3, 4, bias=False), nn.Linear(3, 4, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        batch, length, _ = x.shape
        q = self.q(x).view(batch, length, 4, 2).transpose(1, 2)
        k, v = (f(x).view(batch, length, 2, 2).transpose(1, 2) for f in (self.k, self.v))
        y = F.scaled_dot_product_attention(q, k, v, enable_gqa=True)
        found: Tensor = self.out(x + self.o(y.transpose(1, 2).flatten(2)))
        return found


class NormAndFlat(nn.Module):
    """Batch norms on both sides of a flattening."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)
        self.a, self.b, self.out = nn.Linear(12, 3), nn.BatchNorm1d(3), nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)
        found: Tensor = self.out(F.relu(self.b(self.a(x.flatten(1)))))
        return found


class SkipBySide(nn.Module):
    """Hidden layers and the input side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, 3), nn.Linear(3, 4), nn.Linear(9, 3)
        self.out = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = torch.sin(self.a(x))
        b = torch.sin(self.b(a))
        found: Tensor = self.out(torch.sin(self.c(torch.cat([b, a, x], -1))))
        return found


class NormMlp(nn.Module):
    """Layer norms with and without weights."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.out = nn.Linear(2, 3), nn.Linear(3, 3), nn.Linear(3, 2)
        self.first, self.last = nn.LayerNorm(3), nn.LayerNorm(3, elementwise_affine=False)

    def forward(self, x: Tensor) -> Tensor:
        x = F.silu(self.first(self.a(x)))
        found: Tensor = self.out(F.silu(self.last(self.b(x))))
        return found


class UNet(nn.Module):
    """Down, up by a transposed convolution, and the way past both."""

    def __init__(self) -> None:
        super().__init__()
        self.down, self.deep = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 3, 3, padding=1)
        self.up, self.join = nn.ConvTranspose2d(3, 2, 2, 2), nn.Conv2d(4, 2, 3, padding=1)
        self.out = nn.Conv2d(2, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.down(x))
        y = F.relu(self.up(F.relu(self.deep(F.max_pool2d(x, 2)))))
        found: Tensor = self.out(F.relu(self.join(torch.cat([y, x], 1))))
        return found


class Gated(nn.Module):
    """A gated branch whose two halves come of one matrix."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.out = nn.Linear(2, 3), nn.Linear(3, 1)
        self.both, self.back = nn.Linear(3, 8), nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        gate, value = self.both(x).chunk(2, -1)
        found: Tensor = self.out(x + self.back(F.silu(gate) * value))
        return found


class Attentive(nn.Module):
    """The attention of torch, its three matrices in one."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.out = nn.Linear(2, 4), nn.Linear(4, 1)
        self.attend = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        found: Tensor = self.out(x + self.attend(x, x, x, need_weights=False)[0])
        return found
