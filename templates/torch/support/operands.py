class _Operands:
    """What a product reads, and in which shapes: its operators take nothing else.

    Values are components by channels: of x at points, or at entries where there are no edges, of y
    and, path by path, of the weights w at entries, or of w once if it is `shared`.
    """

    def __init__(self, sizes, channels, paths, weights, paired, indexed):
        self.sizes, self.channels, self.paths = sizes, channels, paths
        self.weights, self.paired, self.indexed = weights, paired, indexed

    def check(self, x, y, w, graph, wanted, g=None):
        """Raise a ValueError where shapes, types or edges are not those of the product.

        `wanted` are the parts of the graph that will be read.
        """
        x_size, y_size, z_size = self.sizes
        each = (self.channels,)
        entries, points, rows = self.counts(x, y, graph, g)
        _check_real("x", x, x, (points, x_size, *each))
        _check_real("y", y, x, (entries, y_size, *(each if self.paired else ())))
        shape = (self.paths, *each)
        shapes = {"none": None, "shared": shape, "entry": (entries, *shape)}
        _check_real("w", w, x, shapes[self.weights])
        _check_real("g", g, x, None if g is None else (rows, z_size, *each))
        _check_graph(graph, x, (entries, points, rows), wanted if self.indexed else ())

    def counts(self, x, y, graph, g=None):
        """How many entries there are, rows of x, and of z."""
        entries = y.shape[0] if y.dim() else 0
        if not self.indexed:
            return entries, entries, entries
        points = x.shape[0] if x.dim() else 0
        if graph[3] is not None:
            return entries, points, graph[3].numel() - 1
        return entries, points, g.shape[0] if g is not None and g.dim() else points


def _check_real(name, value, x, shape):
    """A tensor of real numbers of this shape, where x is, or None if the shape is."""
    if value is None or shape is None:
        if value is not None or shape is not None:
            expected = "None" if shape is None else f"a tensor {tuple(shape)}"
            got = "None" if value is None else f"a tensor {tuple(value.shape)}"
            raise ValueError(f"{name}: expected {expected}, got {got}")
        return
    if not value.is_floating_point():
        raise ValueError(f"{name}: expected real numbers, got {value.dtype}")
    if value.device != x.device:
        raise ValueError(f"{name}: expected on {x.device}, as x, got {value.device}")
    if value.dim() != len(shape):
        raise ValueError(f"{name}: expected {len(shape)} axes, got {value.dim()}")
    for axis, (got, size) in enumerate(zip(value.shape, shape, strict=True)):
        if got != size:
            raise ValueError(f"{name}: axis {axis} should be {size}, got {got}")
