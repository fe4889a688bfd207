def _radial(name, operands, precision):
    """The operators of a product that makes the weights of its entries, from so many numbers.

    The weights of an entry are h @ w with h (entries, hidden) and w (hidden, paths, channels), the
    last layer of a perceptron. They are made for as many entries at once as a cache holds, and
    again for derivatives, so that those of all entries are never stored.
    """
    library = torch.library.Library("symc", "FRAGMENT")
    full = f"{name}_radial_{precision}"
    if hasattr(torch.ops.symc, full):
        return library
    given = "Tensor x, Tensor y, Tensor h, Tensor w"
    graph = "Tensor? source, Tensor? target, Tensor? by_target, Tensor? target_start, "
    graph += "Tensor? by_source, Tensor? source_start"
    needs = "bool dx, bool dy, bool dh, bool dw"
    library.define(f"{full}({given}, {graph}) -> Tensor")
    library.define(
        f"{full}_gradients({given}, Tensor g, {graph}, {needs})"
        " -> (Tensor, Tensor, Tensor, Tensor)"
    )
    product = getattr(torch.ops.symc, full).default
    gradients = getattr(torch.ops.symc, f"{full}_gradients").default
    own_product = getattr(torch.ops.symc, name).default
    own_gradients = getattr(torch.ops.symc, f"{name}_gradients").default

    size, channels, paths = operands.sizes[2], operands.channels, operands.paths
    rest = (operands.sizes, channels, paths, "none", operands.paired, operands.indexed)
    others = _Operands(*rest)

    def check(x, y, h, w, graph, g=None):
        others.check(x, y, None, graph, _GRAPH, g)
        _check_real("h", h, x, (y.shape[0], w.shape[0] if w.dim() else 0))
        _check_real("w", w, x, (h.shape[1], paths, channels))

    def product_of(x, y, h, w, *graph):
        check(x, y, h, w, graph)
        z = _rows_like(x, graph, size, w)
        for own, rows, part in _parts_by_target(x, y, w, graph):
            weights = _weights_of(h[own], w, precision)
            read = x[own] if part[0] is None else x
            z[rows] = own_product(read, y[own], weights, *part)
        return z

    def gradients_of(x, y, h, w, g, *rest):
        *graph, dx, dy, dh, dw = rest
        check(x, y, h, w, graph, g)
        both = zip((x, y, h), (dx, dy, dh), strict=True)
        gx, gy, gh = (torch.empty_like(t) if n else t.new_empty(0) for t, n in both)
        gw = _wide(torch.zeros_like(w) if dw else w.new_empty(0))
        by_source = dx and graph[0] is not None
        for own, rows, part in _parts_by_source(x, y, w, graph) if by_source else ():
            weights = _weights_of(h[own], w, precision)
            made = own_gradients(x[rows], y[own], weights, g, *part, True, False, False)
            gx[rows] = made[0]
        along = dx and graph[0] is None
        some = along or dy or dh or dw
        for own, rows, part in _parts_by_target(x, y, w, graph) if some else ():
            hidden, read = h[own], x[own] if part[0] is None else x
            weights = w.new_empty(hidden.shape[0], *w.shape[1:])
            if along or dy:
                weights = _weights_of(hidden, w, precision)
            known = (read, y[own], weights, g[rows], *part)
            made = own_gradients(*known, along, dy, dh or dw)
            if along:
                gx[own] = made[0]
            if dy:
                gy[own] = made[1]
            slopes = made[2].flatten(1)
            if dh:
                gh[own] = slopes @ w.flatten(1).T
            if dw:
                gw += (_wide(hidden).T @ _wide(slopes)).view_as(gw)
        return gx, gy, gh, gw.to(w.dtype)

    def product_fake(x, y, h, w, *graph):
        return _rows_like(x, graph, size, w)

    def gradients_fake(x, y, h, w, g, *rest):
        both = zip((x, y, h, w), rest[-4:], strict=True)
        return tuple(torch.empty_like(t) if n else t.new_empty(0) for t, n in both)

    of_product, of_gradients = _derivatives(product, gradients, 4)
    for device in ("CPU", "CUDA"):
        library.impl(full, product_of, device)
        library.impl(f"{full}_gradients", gradients_of, device)
    torch.library.register_fake(f"symc::{full}", product_fake, lib=library)
    torch.library.register_fake(f"symc::{full}_gradients", gradients_fake, lib=library)
    for label, (keep, derive) in (("", of_product), ("_gradients", of_gradients)):
        torch.library.register_autograd(
            f"symc::{full}{label}", derive, setup_context=keep, lib=library
        )
    return library


def _rows_like(x, graph, size, w):
    """Room for the product."""
    rows = x.shape[0] if graph[3] is None else graph[3].shape[0] - 1
    return x.new_empty(rows, size, w.shape[2])
