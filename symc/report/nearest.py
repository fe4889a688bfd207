"""Did you mean: the known word nearest to a mistyped one."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word at the least edit distance, if that is within min(len / 2, 3).

    >>> nearest("Hiden", ("Hidden", "Rot"))
    'Hidden'
    >>> nearest("x", ("Rot", "y"))
    """
    reach = min(len(word) // 2, 3)
    near = ((distance(word, other, reach), other) for other in known if other != word)
    best = min(near, default=(reach + 1, ""))
    return best[1] if best[0] <= reach else None


def distance(a: str, b: str, reach: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours from a to b, at most reach + 1.

    A change between upper and lower case is half the cost, rounded down over the whole word.
    """
    if abs(len(a) - len(b)) > reach:
        return reach + 1
    before: list[int] = []
    row = list(range(0, 2 * len(b) + 2, 2))
    for i, x in enumerate(a, 1):
        before, previous, row = row, before, [2 * i]
        for j, y in enumerate(b, 1):
            cost = 0 if x == y else 1 if x.lower() == y.lower() else 2
            best = min(before[j] + 2, row[j - 1] + 2, before[j - 1] + cost)
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, previous[j - 2] + 2)
            row.append(best)
        if min(row) > 2 * reach + 1:
            return reach + 1
    return min(row[-1] // 2, reach + 1)
