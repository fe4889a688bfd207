"""How long tracing takes, and how much memory: `python benchmarks/trace.py [resnet50] [gpt2]`.

Networks of these sizes are built from layers of torch, with random weights. Each is traced in a
process of its own; the memory is the peak of that process, torch and the network included.
"""

import resource
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1, beside a shortcut."""

    def __init__(self, inside: int, width: int, stride: int) -> None:
        super().__init__()
        out = 4 * width
        self.conv1, self.bn1 = nn.Conv2d(inside, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Module | None = None
        if stride > 1 or inside != out:
            short = nn.Conv2d(inside, out, 1, stride, bias=False)
            self.downsample = nn.Sequential(short, nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(self.relu(self.bn2(self.conv2(y)))))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class ResNet50(nn.Module):
    """25,557,032 parameters, as in the original."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, padding=3, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(64), nn.ReLU(inplace=True)
        inside = 64
        for number, (width, depth) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), 1):
            blocks = []
            for block in range(depth):
                blocks.append(Bottleneck(inside, width, 2 if number > 1 and block == 0 else 1))
                inside = 4 * width
            self.add_module(f"layer{number}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inside, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(self.relu(self.bn1(self.conv1(x))), 3, 2, padding=1)
        for number in range(1, 5):
            x = self.get_submodule(f"layer{number}")(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Block(nn.Module):
    """Attention and a perceptron, each behind a norm."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.c_attn, self.attn_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.c_fc, self.mlp_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        parts = self.c_attn(self.ln_1(x)).split(width, dim=2)
        q, k, v = (p.view(batch, length, self.heads, -1).transpose(1, 2) for p in parts)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.attn_proj(y.transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp_proj(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT2(nn.Module):
    """124,439,808 parameters, as in the small one; the head is the embedding."""

    def __init__(self, width: int = 768, depth: int = 12, heads: int = 12) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(50257, width), nn.Embedding(1024, width)
        self.h = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.ln_f, self.lm_head = nn.LayerNorm(width), nn.Linear(width, 50257, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1], device=tokens.device))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


NETWORKS = {"resnet50": (ResNet50, "1,3,224,224"), "gpt2": (GPT2, "1,32:int64")}


def measure(name: str) -> None:
    """Traces one network and prints what it took."""
    from symc.tracing import parsed, trace

    torch.set_num_threads(2)
    kind, shape = NETWORKS[name]
    network = kind().eval()
    count = sum(p.numel() for p in network.parameters())
    wall, cpu = time.perf_counter(), time.process_time()
    found = trace(network, [parsed(shape)], f"{name}.py:{kind.__name__}")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    groups = len(found.space.groups)
    print(
        f"{name:9} {count:>12,} parameters at {shape:12} {wall:6.1f} s ({cpu:5.1f} s of CPU), "
        f"peak {peak:.2f} GiB, {groups} groups, outputs differ by {found.error:.0e}",
        flush=True,
    )


def main() -> None:
    """One process for each network."""
    names = sys.argv[1:]
    if names[:1] == ["--inside"]:
        measure(names[1])
        return
    for name in names or NETWORKS:
        subprocess.run([sys.executable, __file__, "--inside", name], check=True)


if __name__ == "__main__":
    main()
