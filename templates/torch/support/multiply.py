def _multiply(product, x, y, w, graph, table):
    """A product of irreps over any leading axes, or from points to points along edges."""
    lead = x.shape[:-2]
    if isinstance(w, tuple):
        w = (w[0].reshape(-1, w[0].shape[-1]), w[1])
    elif w is not None and w.dim() > 2:
        w = w.reshape(-1, *w.shape[-2:])
    rows = x.reshape(-1, *x.shape[-2:])
    y = y.reshape(-1, *y.shape[len(lead) :])
    made = product(rows, y, w, graph, table)
    if graph[0] is not None:
        return made
    return made.reshape(*lead, *made.shape[1:])
