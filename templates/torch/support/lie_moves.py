class _LieMoves(_Moves):
    """The same of a group with a Lie algebra."""

    def __init__(self, kinds, arguments, results):
        super().__init__(kinds, arguments, results)
        self.known = None
        if all(len((*a, *b)[0]) <= 16 for a, b in self.kinds.values() if a or b):
            self.known = self._closed()

    @property
    def algebra(self):
        """A basis of the Lie algebra on every kind of axis: its generators and their brackets."""
        if self.known is None:
            self.known = self._closed()
        return self.known

    def _closed(self):
        names = list(self.kinds)
        queue = list(zip(*(self.kinds[name][1] for name in names)))
        found, units = [], []
        for each in queue:
            entries = torch.cat([torch.view_as_real(m).flatten() for m in each])
            rest = entries
            for unit in units:
                rest = rest - (rest @ unit) * unit
            length = torch.linalg.vector_norm(rest)
            if length <= 1e-9 * max(1.0, float(torch.linalg.vector_norm(entries))):
                continue
            units.append(rest / length)
            queue += [
                tuple(a @ b - b @ a for a, b in zip(other, each)) for other in found
            ]
            found.append(each)
        return {name: [each[i] for each in found] for i, name in enumerate(names)}

    def element(self, generator):
        """A random element on every kind of axis: a word in generators, times an exponential."""
        found, z = super().element(generator), None
        for kind, matrix in found.items():
            algebra = self.kinds[kind][1] if self.known is None else self.known[kind]
            if z is None:
                z = torch.randn(len(algebra), generator=generator, dtype=torch.float64)
            tangent = sum(a * x for a, x in zip(z, algebra))
            found[kind] = matrix @ _exponential(tangent)
        return found

    def derivative(self, number, tensor, axes):
        """How a tensor begins to move along one element of the Lie algebra."""
        total = torch.zeros_like(tensor)
        for axis, kind in axes:
            element = {kind: self.algebra[kind][number]}
            total = total + self._moved(element, tensor, ((axis, kind),))
        return total

    @property
    def dimension(self):
        """The dimension of the Lie algebra."""
        return max(map(len, self.algebra.values()), default=0)


def _exponential(matrix):
    """The exponential to rounding: a Taylor series of a small part, squared up again."""
    norm = float(torch.linalg.matrix_norm(matrix))
    halvings = max(0, math.ceil(math.log2(max(norm, 1e-300))) + 2)
    small = matrix / 2**halvings
    term = total = torch.eye(len(matrix), dtype=matrix.dtype)
    for order in range(1, 20):
        term = term @ small / order
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total
