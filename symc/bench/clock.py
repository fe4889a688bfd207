"""Timing side by side, and bytes at peak."""

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
    """The median and the minimum of several timings, in seconds per call."""

    median: float
    minimum: float


def race(calls: Mapping[str, Call], seconds: float, rounds: int, device: str) -> dict[str, Sample]:
    """Times all calls round-robin, so that noise hits all alike; about `seconds` for each.

    On one thread of a CPU the clock is the CPU time of the thread, which other processes do not
    touch; else it is wall time, with the device waited for.
    """
    own = device == "cpu" and torch.get_num_threads() == 1
    clock = time.thread_time if own else time.perf_counter
    repeats = {}
    for name, call in calls.items():
        call()
        once = _timed(call, 1, device, clock)
        repeats[name] = max(1, min(1000, int(seconds / rounds / max(once, 1e-7))))
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds):
        for name, call in calls.items():
            slow = sum(times[name]) > 2 * seconds and turn >= 3
            if not slow:
                times[name].append(_timed(call, repeats[name], device, clock))
    return {name: Sample(statistics.median(t), min(t)) for name, t in times.items()}


def _timed(call: Call, repeats: int, device: str, clock: Callable[[], float]) -> float:
    _wait(device)
    start = clock()
    for _ in range(repeats):
        call()
    _wait(device)
    return (clock() - start) / repeats


def _wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def peak_bytes(call: Call, device: str) -> int:
    """Bytes allocated at the peak of a call beyond what was there before it and what it returns."""
    out = _bytes_of(call())
    if device == "cuda":
        torch.cuda.synchronize()
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        call()
        torch.cuda.synchronize()
        return max(0, int(torch.cuda.max_memory_allocated() - before) - out)
    with _silence(), profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        kept = call()
    del kept
    results = recorded.profiler
    assert results is not None and results.kineto_results is not None
    events = [e for e in results.kineto_results.events() if e.name() == "[memory]"]
    level = peak = 0
    for event in sorted(events, key=lambda e: e.start_ns()):
        level += event.nbytes()
        peak = max(peak, level)
    return max(0, peak - out)


def _bytes_of(made: object) -> int:
    """The bytes of all tensors of a result, each once."""
    return sum({y.data_ptr(): y.nbytes for y in tensors_in(made)}.values())


def tensors_in(made: object) -> list[torch.Tensor]:
    """The tensors of a result; gradients that are missing are none."""
    if isinstance(made, torch.Tensor):
        return [made]
    return [y for each in made for y in tensors_in(each)] if isinstance(made, tuple | list) else []


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
