def _every(tables, items):
    """All elements of a finite group for each item, as they move each kind of axis."""

    def often(g):
        return g.expand(items, *g.shape).flatten(0, 1)

    return {kind: tuple(map(often, ways)) for kind, ways in tables.items()}
