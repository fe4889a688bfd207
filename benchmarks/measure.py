"""Timing side by side, bytes at peak, and what the machine can do."""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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

    The clock is the CPU time of this thread: other processes on the machine do not count. Calls
    too slow for every round sit some of them out, evenly.
    """
    repeats, strides = {}, {}
    for name, call in calls.items():
        call()
        once = _timed(call, 1)
        share = seconds / rounds / max(once, 1e-7)
        repeats[name] = max(1, min(1000, int(share)))
        strides[name] = max(1, min(rounds // 5, int(1 / share)))
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        for name, call in calls.items():
            if turn % strides[name] == 0:
                call()
                times[name].append(_timed(call, repeats[name]))
    return {name: Sample(statistics.median(t), min(t)) for name, t in times.items()}


def _timed(call: Call, repeats: int) -> float:
    start = time.thread_time()
    for _ in range(repeats):
        call()
    return (time.thread_time() - start) / repeats


@contextmanager
def _silence() -> Iterator[None]:
    """Without what the profiler's library prints on standard error."""
    saved, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nothing)


def peak_bytes(call: Call) -> int:
    """Bytes allocated at the peak during a call, buffers inside operators included."""
    call()
    with _silence(), profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
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
