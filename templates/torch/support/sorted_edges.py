def _sorted_edges(source, target, sources, targets):
    """Edges for products along them: the ends, and the edges of every point at either end.

    They are sorted by both ends, so that sums do not depend on the order of distinct edges.
    """

    def ordered(first, second, points, others):
        order = _steady_order(first * others + second)
        ends = torch.arange(points + 1, device=first.device)
        return order, torch.searchsorted(first[order], ends)

    by_target = ordered(target, source, targets, sources)
    return (source, target, *by_target, *ordered(source, target, sources, targets))
