def _launch(*words):
    """The kernels of one product as functions of tensors."""
    return _Launch(*words)


class _Launch:
    """The kernels of one product: one program for each row and block of channels.

    A row is a point that entries are summed at, or an entry where there are no edges. What reaches
    x is written for every edge and summed over the edges of each source in a fixed order, so that
    nothing is added atomically. A kernel comes with the first components of x, of the weights and
    of z that are its own; `unmet` says whether kernels leave out some of x, and of z.
    """

    def __init__(self, products, gradients, rows, sizes, channels, blocks, unmet):
        self.products, self.derivatives, self.rows = products, gradients, rows
        self.sizes, self.channels, self.blocks = sizes, channels, blocks
        self.unmet = unmet

    def product(self, x, y, w, graph, rows):
        """The product."""
        x, y, held = self._ready(x, y, w)
        z = self._made((rows, self.sizes[2], self.channels), x, self.unmet[1])
        edges = self._edges(graph, x)
        block = min(self.blocks[0], 32) if x.dtype == torch.float64 else self.blocks[0]
        grid = (rows, -(-self.channels // block))
        kind = {"F": self._sum_type(x), "B": block}
        for kernel, i, p, k in self.products if rows else ():
            own = (x[:, i:], y, held[..., p:, :], *edges, z[:, k:])
            self._run(kernel, grid, *own, **kind)
        return z

    def gradients(self, needs, x, y, w, g, graph):
        """The derivatives by x, y and w that are needed; others are empty."""
        x, y, held = self._ready(x, y, w)
        g = g.contiguous()
        entries, block = y.shape[0], self.blocks[1]
        blocks, parts = -(-self.channels // block), len(self.derivatives)
        paired, shared = y.dim() == 3, w is not None and w.dim() == 2
        size = (self.channels,) if paired else ()
        middle = () if paired else (blocks,)
        gx = self._made((entries, *x.shape[1:]), x, self.unmet[0], True)
        gy = self._made((parts, entries, *middle, self.sizes[1], *size), x, False, True)
        count = (0, 0) if w is None else w.shape[-2:]
        gw = self._made((entries if needs[2] else 0, *count), x, False, True)
        edges = self._edges(graph, x)
        grid = (g.shape[0], blocks)
        flags = dict(zip(("DX", "DY", "DW"), map(bool, needs), strict=True))
        kind = {"F": self._sum_type(x), "B": block, **flags}
        for (kernel, i, p, k), gy_part in zip(self.derivatives, gy, strict=True):
            if g.shape[0]:
                own = (x[:, i:], y, held[..., p:, :], g[:, k:])
                made = (gx[:, i:], gy_part, gw[..., p:, :])
                self._run(kernel, grid, *own, *edges, *made, **kind)
        if needs[0] and graph[0] is not None:
            gx = self._at_points(gx, graph[4].contiguous(), graph[5].contiguous(), x)
        gy = gy.sum(0) if paired else gy.sum((0, 2))
        gw = gw.sum(0) if shared and needs[2] else gw
        both = zip((gx, gy, gw), (x, y, held), needs, strict=True)
        return tuple(t.to(o.dtype) if n else x.new_empty(0) for t, o, n in both)

    def _at_points(self, values, order, start, x):
        """Rows summed over the edges of every source."""
        out = torch.empty(x.shape, dtype=values.dtype, device=x.device)
        size = x.shape[1] * x.shape[2]
        grid = (x.shape[0], -(-size // 128))
        if x.shape[0]:
            kind = {"F": self._sum_type(x), "B": 128}
            self._run(self.rows, grid, values, order, start, out, N=size, **kind)
        return out

    def _made(self, size, x, zero, wide=False):
        wide = wide and x.dtype != torch.float64
        dtype = torch.float32 if wide else x.dtype
        make = torch.zeros if zero else torch.empty
        return make(size, dtype=dtype, device=x.device)

    def _ready(self, x, y, w):
        x = x.contiguous()
        return x, y.contiguous(), x if w is None else w.contiguous()

    def _edges(self, graph, x):
        if graph[0] is None:
            return (x, x, x)
        return tuple(graph[n].contiguous() for n in (0, 2, 3))

    def _sum_type(self, x):
        return tl.float64 if x.dtype == torch.float64 else tl.float32

    def _run(self, kernel, grid, *arguments, **constants):
        if arguments[0].is_cuda:
            with torch.cuda.device(arguments[0].device):
                options = {"num_warps": 1, "enable_fp_fusion": True}
                kernel[grid](*arguments, **constants, **options)
        else:
            kernel[grid](*arguments, **constants)
