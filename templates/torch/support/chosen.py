def _chosen(tables, count):
    """Random elements of a finite group, as they move each kind of axis."""
    first = next(iter(tables.values()))[0]
    at = torch.randint(len(first), (count,), device=first.device)
    return {kind: tuple(g[at] for g in ways) for kind, ways in tables.items()}
