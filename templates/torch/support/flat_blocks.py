def _flat_blocks(x, axes):
    """The blocks of flat axes, row-major; copies go to the channels, which stand last.

    An axis is its place, counted from the end, and for each block its copies and their
    length, or the lengths of a product; copies alone of numbers, which leave no axis.
    """
    found = [x]
    for axis, blocks in axes:
        sizes, rows = [math.prod(block) for block in blocks], []
        for row, block in (
            (r, b) for x in found for r, b in zip(x.split(sizes, axis), blocks)
        ):
            row = (
                row.unflatten(axis, block)
                .movedim(axis + 1 - len(block), -2)
                .flatten(-2)
            )
            rows.append(row)
        found = rows
    return found
