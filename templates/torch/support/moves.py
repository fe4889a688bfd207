class _Moves:
    """How a group moves axes: its generators on each kind of axis, finite ones and derivatives.

    `values` lists the axes that it moves of every argument and result: (position, kind). Generators
    are matrices, or images of entries. Of a group of free size, which permutes points, none are
    listed.
    """

    dimension = 0

    def __init__(self, kinds, arguments, results):
        self.kinds = {
            kind: tuple([_moving_of(m) for m in each] for each in both)
            for kind, both in kinds
        }
        self.arguments, self.results = arguments, results

    def element(self, generator):
        """A random element on every kind of axis: a word in generators."""
        words, found = None, {}
        for kind, (finite, algebra) in self.kinds.items():
            if not finite and not algebra:
                continue
            if words is None:
                words = torch.randint(len(finite) + 1, (40,), generator=generator)
            matrix = torch.eye(len((*finite, *algebra)[0]), dtype=torch.complex128)
            for letter in words.tolist() if finite else ():
                matrix = matrix @ finite[letter - 1] if letter else matrix
            found[kind] = matrix
        return found

    def apply(self, element, tensors, axes):
        """The tensors with every axis moved."""
        return [
            self._moved(element, tensor, each)
            for tensor, each in zip(tensors, axes, strict=True)
        ]

    def _moved(self, element, tensor, axes):
        for axis, kind in axes:
            if kind not in element:  # the group has one element
                continue
            matrix = element[kind].to(tensor.device)
            real = matrix.real if not tensor.is_complex() else matrix
            moved = torch.tensordot(tensor, real.to(tensor.dtype), ([axis], [1]))
            tensor = moved.movedim(-1, axis)
        return tensor


def _moving_of(step):
    """A matrix, or that of a permutation: column i has its 1 in the row of the image of i."""
    if isinstance(step[0], tuple):
        return torch.tensor(step, dtype=torch.complex128)
    one = torch.eye(len(step), dtype=torch.complex128)
    return one[torch.tensor(step).argsort()]


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
