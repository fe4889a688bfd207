"""Timing side by side, bytes at peak, and what the machine can do."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch.profiler import ProfilerActivity, profile

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Sample:
    """The median and the minimum of many timings, in seconds per call."""

    median: float
    minimum: float


def race(calls: Mapping[str, Call], seconds: float, rounds: int) -> dict[str, Sample]:
    """Time all calls round-robin, so that noise hits all alike; about `seconds` for each.

    The clock is the CPU time of this thread: other processes on the machine do not count.
    """
    repeats = {}
    for name, call in calls.items():
        call()
        start = time.thread_time()
        call()
        once = time.thread_time() - start
        repeats[name] = max(1, min(1000, int(seconds / rounds / max(once, 1e-7))))
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            call()
            start = time.thread_time()
            for _ in range(repeats[name]):
                call()
            times[name].append((time.thread_time() - start) / repeats[name])
    return {name: Sample(statistics.median(t), min(t)) for name, t in times.items()}


def peak_bytes(call: Call) -> int:
    """Bytes allocated at the peak during a call, buffers inside operators included."""
    call()
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        kept = call()
    del kept
    events = [e for e in recorded.profiler.kineto_results.events() if e.name() == "[memory]"]
    level = peak = 0
    for event in sorted(events, key=lambda e: e.start_ns()):
        level += event.nbytes()
        peak = max(peak, level)
    return peak


@dataclass(frozen=True, slots=True)
class Machine:
    """Measured limits of one thread: float32 flops of a large GEMM, bytes of a large copy."""

    flops: float
    bandwidth: float

    def seconds(self, flops: float, moved: float) -> float:
        """The least time for so much work."""
        return max(flops / self.flops, moved / self.bandwidth)


def machine() -> Machine:
    """Measure this machine, now."""
    a, b = torch.randn(768, 768), torch.randn(768, 768)
    c = torch.empty(768, 768)
    source, target = torch.randn(2**24), torch.empty(2**24)
    calls: dict[str, Call] = {
        "gemm": lambda: torch.mm(a, b, out=c),
        "copy": lambda: target.copy_(source),
    }
    best = race(calls, 0.6, 15)
    return Machine(2 * 768**3 / best["gemm"].minimum, 2 * 4 * 2**24 / best["copy"].minimum)
