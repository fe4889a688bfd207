def _couplings(weight, slots, tops, *blocks):
    """Weights (entries of all slots, entries of all tops, channels) from those they share.

    A block is (slot, top, basis, entries, free); `slots` and `tops` are numbers of entries.
    """
    made, start = {}, 0
    for slot, top, basis, entries, free in blocks:
        count = math.prod(free)
        rows = weight.narrow(0, start, count)
        block = _shared(rows, basis, entries, (*free, weight.shape[-1]))
        made[slot, top] = block.reshape(slots[slot], tops[top], -1)
        start += count
    return torch.cat(
        [
            torch.cat(
                [
                    made.get((s, t), weight.new_zeros(height, width, weight.shape[-1]))
                    for t, width in enumerate(tops)
                ],
                1,
            )
            for s, height in enumerate(slots)
        ]
    )
