def _spectrum(whole):
    """Eigenvalues of symmetric matrices, rising, and eigenvectors as columns."""
    if torch.onnx.is_in_onnx_export():
        return _by_turns(whole)  # ONNX has no word for them
    return tuple(torch.linalg.eigh(whole))


def _by_turns(whole):
    """The same by Jacobi's turns in planes of two axes, as many whatever the entries are.

    In a round all axes are paired; a turn makes the entry of its pair 0. After a sweep all pairs
    have met, and what is left off the diagonal is squared by the next one, at least.
    """
    d = whole.shape[-1]
    one = torch.eye(d, dtype=whole.dtype, device=whole.device)
    size = whole.abs().amax((1, 2), keepdim=True)
    size = torch.where(size > 0, size, 1)
    matrix, axes = whole / size, one.expand_as(whole)
    rounds = [_planes(one, pairs) for pairs in _rounds(d)]
    for entries, planes in rounds * (3 + d.bit_length() if d > 2 else 1):
        entry, half = (matrix.flatten(1) @ entries).chunk(2, 1)
        far = half.abs() + (half.square() + entry.square()).sqrt()
        far = torch.where(half < 0, -far, far)
        slope = entry / torch.where(far == 0, 1, far)
        cos = (1 + slope.square()).rsqrt()
        turn = one + (torch.cat([cos - 1, cos * slope], 1) @ planes).unflatten(
            1, (d, d)
        )
        matrix, axes = turn.mT @ matrix @ turn, axes @ turn
    values, order = (matrix.diagonal(dim1=1, dim2=2) * size[:, 0]).sort(1)
    return values, axes.gather(2, order[:, None].expand_as(axes))


def _planes(one, pairs):
    """What reads the entries of all pairs and half their differences, and what turns by them."""
    a, b = (one[list(each)] for each in zip(*pairs))
    first, second = a[:, :, None] * a[:, None], b[:, :, None] * b[:, None]
    cross = a[:, :, None] * b[:, None]
    entries = torch.cat([cross, (second - first) / 2]).flatten(1).T
    return entries, torch.cat([first + second, cross - cross.mT]).flatten(1)


def _rounds(d):
    """All pairs of d axes, in rounds of pairs without an axis in common."""
    ring, rounds = [*range(d), *[-1] * (d % 2)], []
    for _ in ring[1:]:
        pairs = zip(ring[: len(ring) // 2], reversed(ring))
        rounds.append([pair for pair in pairs if min(pair) >= 0])
        ring[1:] = ring[-1:] + ring[1:-1]
    return [pairs for pairs in rounds if pairs]
