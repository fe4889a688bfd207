def _collect(scatter, x, batch, graphs):
    """All rows of x put together, graph by graph, or into one without a batch."""
    if batch is not None:
        return scatter(x, batch, graphs)
    if scatter is _scatter:
        return x.sum(0)
    return scatter(x, torch.zeros(x.shape[0], dtype=torch.int64, device=x.device), 1)[0]
