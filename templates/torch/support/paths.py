def _paths(x, y, w, runs, groups, table, sums):
    """A product of irreps in plain PyTorch, y first.

    For each run of components of x, the factors of its products with all components of z that it
    reaches are made of y once, and multiply x in one batched product. `runs` are the lengths of the
    runs, `groups` the lengths of their paths, `table` their coefficients one after the other.
    `sums` has for each block of z its length and the paths to it: (run, place in it, weight).
    """
    made, start = [], 0
    for part, lengths in zip(x.split(runs, 1), groups, strict=True):
        if not lengths:
            made.append(())
            continue
        shape = (sum(lengths), part.shape[1])
        stop = start + y.shape[1] * shape[0] * shape[1]
        matrix = table[start:stop].view(y.shape[1], -1).to(x.dtype)
        if y.dim() < x.dim():
            products = (y @ matrix).unflatten(-1, shape) @ part
        else:
            factors = torch.einsum("ejc,jm->emc", y, matrix).unflatten(1, shape)
            products = (factors * part.unsqueeze(1)).sum(2)
        made.append(products.split(lengths, 1))
        start = stop
    weights = None if w is None else w.split(1, -2)
    out = []
    for length, paths in sums:
        total = None
        for run, place, path in paths:
            term = made[run][place]
            if total is None:
                total = term if weights is None else term * weights[path]
            elif weights is None:
                total = total + term
            else:
                total = torch.addcmul(total, term, weights[path])
        out.append(
            x.new_zeros(x.shape[0], length, x.shape[2]) if total is None else total
        )
    return torch.cat(out, 1) if len(out) > 1 else out[0]
