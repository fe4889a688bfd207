def _launch(products, gradients, rows, sizes, channels, blocks):
    """The kernels of one product as functions of tensors."""
    return _Launch(products, gradients, rows, sizes, channels, blocks)


class _Launch:
    """The kernels of one product: one program for each row and block of channels.

    A row is a point that entries are summed at, or an entry where there are no edges. What reaches
    x is written for every edge and summed over the edges of each source in a fixed order, so that
    nothing is added atomically.
    """

    def __init__(self, products, gradients, rows, sizes, channels, blocks):
        self.products, self.derivatives, self.rows = products, gradients, rows
        self.sizes, self.channels, self.blocks = sizes, channels, blocks

    def product(self, x, y, w, graph, rows):
        """The product."""
        x, y, held = self._ready(x, y, w)
        z = x.new_empty((rows, self.sizes[2], self.channels))
        edges = self._edges(graph, x)
        block = min(self.blocks[0], 32) if x.dtype == torch.float64 else self.blocks[0]
        grid = (rows, -(-self.channels // block))
        for kernel in self.products if rows else ():
            self._run(kernel, grid, x, y, held, *edges, z, F=self._sum_type(x), B=block)
        return z

    def gradients(self, needs, x, y, w, g, graph):
        """The derivatives by x, y and w that are needed; others are empty."""
        x, y, held = self._ready(x, y, w)
        g = g.contiguous()
        entries, block = y.shape[0], self.blocks[1]
        blocks, parts = -(-self.channels // block), len(self.derivatives)
        paired, shared = y.dim() == 3, w is not None and w.dim() == 2
        wide = x.dtype if x.dtype == torch.float64 else torch.float32
        kind = {"dtype": wide, "device": x.device}
        size = (self.channels,) if paired else ()
        middle = () if paired else (blocks,)
        gx = torch.empty((entries, *x.shape[1:]), **kind)
        gy = torch.empty((parts, entries, *middle, self.sizes[1], *size), **kind)
        count = (0,) if w is None else w.shape[-2:]
        gw = torch.empty((entries, *count) if needs[2] else (0,), **kind)
        edges = self._edges(graph, x)
        grid = (g.shape[0], blocks)
        flags = dict(zip(("DX", "DY", "DW"), map(bool, needs), strict=True))
        kind = {"F": self._sum_type(x), "B": block, **flags}
        for kernel, gy_part in zip(self.derivatives, gy, strict=True):
            if g.shape[0]:
                self._run(kernel, grid, x, y, held, g, *edges, gx, gy_part, gw, **kind)
        if needs[0] and graph[0] is not None:
            gx = self._at_points(gx, graph[4], graph[5], x)
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

    def _ready(self, x, y, w):
        x = x.contiguous()
        return x, y.contiguous(), x if w is None else w.contiguous()

    def _edges(self, graph, x):
        return (x, x, x) if graph[0] is None else (graph[0], graph[2], graph[3])

    def _sum_type(self, x):
        return tl.float64 if x.dtype == torch.float64 else tl.float32

    def _run(self, kernel, grid, *arguments, **constants):
        if arguments[0].is_cuda:
            with torch.cuda.device(arguments[0].device):
                options = {"num_warps": 1, "enable_fp_fusion": True}
                kernel[grid](*arguments, **constants, **options)
        else:
            kernel[grid](*arguments, **constants)
