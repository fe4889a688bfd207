def _places(heights, widths, kept):
    """Where the entries of kept blocks (copy, row, column) stand in the stacked matrices."""
    rows, columns = sum(heights), sum(widths)
    places = []
    for copy, r, c in kept:
        top, left = sum(heights[:r]), sum(widths[:c])
        for i in range(heights[r]):
            start = (copy * rows + top + i) * columns + left
            places.extend(range(start, start + widths[c]))
    return torch.tensor(places)


def _blocks(weight, places, *shape):
    """A matrix with these entries at these places, and zeros elsewhere."""
    return weight.new_zeros(math.prod(shape)).index_copy(0, places, weight).view(shape)
