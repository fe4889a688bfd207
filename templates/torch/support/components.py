class _Residual(NamedTuple):
    """What is left of a group: a name, generators, and all elements."""

    name: str
    generators: tuple[str, ...]
    elements: tuple[str, ...]


class _Functions:
    """Functions on a finite group: their components by irrep, and which elements keep them."""

    def __init__(self, group):
        self.group, self.words, self.table = group, group.words(), group.table()
        self.inverses = (self.table == 0).int().argmax(1)
        self.letters = group.order.argsort()[group.after[0]].tolist()
        self.kinds = self._kinds()

    def _kinds(self):
        """The number of the class of every element; one and its inverse are in one class."""
        turned = self.table[self.table, self.inverses[:, None]].amin(0)
        return torch.minimum(turned, turned[self.inverses]).unique(return_inverse=True)[
            1
        ]

    def components(self):
        """Orthonormal bases of the components by real irreps, by name.

        A generic function that is constant on classes acts by another number on each of them.
        """
        count, quotients = int(self.kinds.max()) + 1, self.table[:, self.inverses]
        for seed in range(16):
            random = torch.Generator().manual_seed(seed)
            values = torch.randn(count, generator=random, dtype=torch.float64)
            levels, vectors = torch.linalg.eigh(values[self.kinds[quotients]])
            size = float(levels.abs().max())
            cuts = ((levels.diff() > 1e-9 * size).nonzero().flatten() + 1).tolist()
            if len(cuts) + 1 == count:
                break
        bases = vectors.tensor_split(cuts, 1)
        told = [(*self._told(basis), basis) for basis in bases]
        found = {}
        for size, character, basis in sorted(
            told, key=lambda each: (each[0], [-x for x in each[1]])
        ):
            name, again = self._name(size, character), 1
            while name in found:
                again += 1
                name = f"{self._name(size, character)} ({again})"
            found[name] = basis
        return found

    def _told(self, basis):
        """The size of a real irrep, and its character on every element over that size.

        The mean of the character of g^2 over its size is positive, 0 or negative for irreps of
        real, complex and quaternionic type, which the regular one holds n, n / 2 and n / 4 times.
        """
        character = basis @ basis[0] / (basis[0] @ basis[0])
        squares = float(character[self.table.diagonal()].mean())
        kind = 1 if squares > 1e-6 else 4 if squares < -1e-6 else 2
        size = round((kind * basis.shape[1]) ** 0.5)
        return size, [round(value, 9) for value in character.tolist()]

    def _name(self, size, character):
        """An irrep as types write it, where they do; else its values on generators, or its size."""
        values = [character[i] for i in self.letters]
        if size == 1:
            if all(value == 1 for value in character):
                return "trivial"
            signs = tuple(round(value) for value in values)
            for name, known in self.group.characters:
                if known == signs:
                    return name
            pairs = zip(self.group.letters, signs)
            return ", ".join(f"{letter} = {sign}" for letter, sign in pairs)
        if self.group.is_regular:
            n = len(self.words) // len(self.group.letters)
            return str(
                round(math.acos(max(-1.0, min(1.0, values[0]))) * n / (2 * math.pi))
            )
        return f"size {size}"

    def residual(self, weights, tolerance):
        """The elements g that keep all functions: w(g^-1 h) = w(h) for all h, up to a tolerance.

        The nearest ones come first, and one is taken in if all that it generates with the others is
        within the tolerance.
        """
        moved = self.table[self.inverses]
        far = torch.stack(
            [(w[:, moved] - w[:, None]).abs().amax((0, 2)) for w in weights]
        )
        far = far.amax(0)
        held, generators = {0}, []
        for g in far.argsort(stable=True).tolist():
            if g in held or far[g] > tolerance:
                continue
            more = self._closed([*generators, g])
            if all(far[h] <= tolerance for h in more):
                held, generators = more, [*generators, g]
        return self._described(sorted(held), generators)

    def _closed(self, generators):
        """All products of generators."""
        found, todo = {0}, [0]
        for element in todo:
            for g in generators:
                new = int(self.table[element, g])
                if new not in found:
                    found.add(new)
                    todo.append(new)
        return found

    def _described(self, held, generators):
        """A subgroup as cyclic or dihedral, if it is, by the first elements that generate it."""
        words = tuple(self.words[h] for h in held)
        if len(held) == 1:
            return _Residual("trivial", (), words)
        name, size = f"{len(held)} elements", len(held)
        cycles = {h: self._closed([h]) for h in held}
        turns = [h for h in held if len(cycles[h]) == size]
        if turns:
            name, generators = f"C({size})", turns[:1]
        else:
            pairs = ((r, m) for r in held if 2 * len(cycles[r]) == size for m in held)
            for r, m in pairs:
                back = self.table[m, self.table[r, m]]
                if (
                    self.table[m, m] == 0
                    and m not in cycles[r]
                    and self.table[back, r] == 0
                ):
                    name, generators = f"D({size // 2})", [r, m]
                    break
        told = tuple(self.words[g] for g in generators)
        return _Residual(f"{name} generated by {', '.join(told)}", told, words)
