class _Moves:
    """How a group moves axes: its generators on each kind of axis, finite ones and derivatives.

    `values` lists the axes that it moves of every argument and result: (position, kind). Generators
    are matrices, or images of entries. Of a group of free size, which permutes points, none are
    listed.
    """

    def __init__(self, kinds, arguments, results):
        self.kinds = {
            kind: tuple([_moving_of(m) for m in each] for each in both)
            for kind, both in kinds
        }
        self.arguments, self.results = arguments, results
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
        words, z = None, None
        found = {}
        for kind, (finite, algebra) in self.kinds.items():
            algebra = algebra if self.known is None else self.known[kind]
            if words is None:
                words = torch.randint(len(finite) + 1, (40,), generator=generator)
                z = torch.randn(len(algebra), generator=generator, dtype=torch.float64)
            size = len((*finite, *algebra)[0])
            matrix = torch.eye(size, dtype=torch.complex128)
            for letter in words.tolist() if finite else ():
                matrix = matrix @ finite[letter - 1] if letter else matrix
            if algebra:
                tangent = sum(a * x for a, x in zip(z, algebra))
                matrix = matrix @ _exponential(tangent)
            found[kind] = matrix
        return found

    def apply(self, element, tensors, axes):
        """The tensors with every axis moved."""
        return [
            self._moved(element, tensor, each) for tensor, each in zip(tensors, axes)
        ]

    def _moved(self, element, tensor, axes):
        for axis, kind in axes:
            matrix = element[kind].to(tensor.device)
            real = matrix.real if not tensor.is_complex() else matrix
            moved = torch.tensordot(tensor, real.to(tensor.dtype), ([axis], [1]))
            tensor = moved.movedim(-1, axis)
        return tensor

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


def _moving_of(step):
    """A matrix, or that of a permutation: column i has its 1 in the row of the image of i."""
    if isinstance(step[0], tuple):
        return torch.tensor(step, dtype=torch.complex128)
    one = torch.eye(len(step), dtype=torch.complex128)
    return one[torch.tensor(step).argsort()]


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


def _leaves(value):
    """Every tensor of a value, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    items = value.values() if isinstance(value, dict) else value
    return [leaf for item in items for leaf in _leaves(item)]


def _refilled(value, leaves):
    """The same value with other tensors, taken from an iterator."""
    if isinstance(value, torch.Tensor):
        return next(leaves)
    if isinstance(value, dict):
        return {key: _refilled(item, leaves) for key, item in value.items()}
    made = [_refilled(item, leaves) for item in value]
    return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
