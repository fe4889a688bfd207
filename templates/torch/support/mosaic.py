def _mosaic(weight, copies, heights, widths, *blocks):
    """Matrices made of blocks (copy, row, column, basis, entries, free); zeros elsewhere."""
    made, start = {}, 0
    for *at, basis, entries, free in blocks:
        count = math.prod(free)
        block = _shared(weight.narrow(0, start, count), basis, entries, free)
        made[tuple(at)] = block.reshape(heights[at[1]], widths[at[2]])
        start += count
    whole = [
        torch.cat(
            [
                torch.cat(
                    [
                        made.get((copy, r, c), weight.new_zeros(height, width))
                        for c, width in enumerate(widths)
                    ],
                    1,
                )
                for r, height in enumerate(heights)
            ]
        )
        for copy in range(copies or 1)
    ]
    return torch.stack(whole) if copies else whole[0]
