"""A bar on standard error, on a terminal, for work that takes over a second."""

import sys
from collections.abc import Iterable, Iterator
from threading import Timer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")
_PATIENCE = 1.0


def progress(items: list[T], verb: str, quiet: bool = False) -> Iterator[T]:
    """The items, one by one, while a bar says how many are done."""
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    with _Bar(len(items), verb) as bar:
        yield from bar.over(items)


class _Bar:
    """A bar that shows itself after a second, from a thread of its own."""

    def __init__(self, total: int, verb: str) -> None:
        self._total, self._verb, self._done = total, verb, 0
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = Timer(_PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> "_Bar":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._shown is not None:
            self._shown[0].stop()

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """The items, counted as they are asked for."""
        for item in items:
            yield item
            self._done += 1
            if self._shown is not None:
                bar, task = self._shown
                bar.update(task, completed=self._done)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        bar = Progress(console=Console(stderr=True), transient=True)
        task = bar.add_task(self._verb, total=self._total, completed=self._done)
        bar.start()
        self._shown = (bar, task)
