"""What the numbers were measured on."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch


@dataclass(frozen=True, slots=True)
class Machine:
    """A processor, or a GPU beside it; `clock` says what time is meant."""

    processor: str
    device: str
    torch: str
    threads: int
    clock: str

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        gpu = f"{self.device}, " if self.device != "cpu" else ""
        return f"{gpu}{self.processor}, {threads}, torch {self.torch}; {self.clock}"


def machine(device: str) -> Machine:
    """This machine, as torch is set up now."""
    threads = torch.get_num_threads()
    name = torch.cuda.get_device_name() if device == "cuda" else "cpu"
    own = device == "cpu" and threads == 1
    clock = "CPU time of the thread" if own else "wall time"
    return Machine(_processor(), name, str(torch.__version__), threads, clock)


def has_cuda() -> bool:
    """Whether torch finds a GPU."""
    return torch.cuda.is_available()


@contextmanager
def on_threads(count: int) -> Iterator[None]:
    """So many threads of the CPU inside, and as many as before after it."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _processor() -> str:
    """The name that the system gives the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name" and value.strip():
            return value.strip()
    return platform.processor() or platform.machine() or "a processor without a name"
