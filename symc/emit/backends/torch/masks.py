"""Which entries of tensors are there, where points may be absent."""

from symc.emit.backends.torch.code import Call, statement

INDENT = 8


def seen_lines(words: tuple[str, ...], trailing: int, name: str) -> list[str]:
    """The mask of all tensors with axes of these groups, and of channels behind them."""
    total = len(words) + trailing
    axes = {word: tuple(i for i, w in enumerate(words) if w == word) for word in words if word}
    call = Call("_seen", (str(total), *(f"({word}_mask, {at})" for word, at in axes.items())))
    return statement(f"{name} = ", call, "", INDENT)
