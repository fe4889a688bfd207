class _Finite:
    """A finite group by generators that tell its elements apart: permutations or matrices.

    Elements are listed breadth first from 1 or, if `is_regular`, by where the generators send the
    first point. `letters` name the generators, `characters` are those of size 1 with a name.
    """

    def __init__(self, name, letters, generators, is_regular, characters):
        self.name, self.letters = name, letters
        self.characters, self.is_regular = characters, is_regular
        self.generators = [_step_of(g) for g in generators]
        self._list()

    def _list(self):
        """Every element as an earlier one times a generator, and its place in the order."""
        found = [_one_like(self.generators[0])]
        seen, self.tree, after = {_told(found[0]): 0}, [(0, 0)], []
        for number, element in enumerate(found):
            row = []
            for letter, g in enumerate(self.generators):
                new = _times_of(element, g)
                place = seen.setdefault(_told(new), len(found))
                if place == len(found):
                    found.append(new)
                    self.tree.append((number, letter))
                row.append(place)
            after.append(row)
        self.order = torch.arange(len(found))
        if self.is_regular:
            self.order = torch.tensor([int(element[0]) for element in found]).argsort()
        self.after = torch.tensor(after)

    def __len__(self):
        return len(self.tree)

    def acting(self, steps):
        """All elements, in order, as they move what the generators move by these steps."""
        found = [_one_like(steps[0])]
        for number, letter in self.tree[1:]:
            found.append(_times_of(found[number], steps[letter]))
        return torch.stack(found)[self.order]

    def diagonals(self, kind, axes):
        """How every element acts on axes together: E_h = h.E, of sum 1, E the mean of one orbit.

        Entries are permuted, and these are diagonals: 1 over their number for all h that take the
        first entry of an orbit to this one.
        """
        made = self.acting(_together_of(axes, _of_pairs))
        first = made.amin(0)
        hits = (made[:, first] == torch.arange(made.shape[1])).double()
        return (hits / hits.sum(0)).to(torch.empty(0, **kind))

    def effects(self, kind, axes):
        """The same of groups that act by matrices."""
        return _tight_of(self.acting(_together_of(axes, torch.kron))).to(
            torch.empty(0, **kind)
        )

    def table(self):
        """The number of every product of two elements."""
        products = torch.empty(len(self), len(self), dtype=torch.long)
        products[:, 0] = torch.arange(len(self))
        for number, (before, letter) in enumerate(self.tree):
            if number:
                products[:, number] = self.after[products[:, before], letter]
        places = self.order.argsort()
        return places[products[self.order][:, self.order]]

    def words(self):
        """The name of every element: a word in the generators."""
        words = [()]
        for number, letter in self.tree[1:]:
            words.append((*words[number], self.letters[letter]))
        if self.is_regular:
            n = len(self) // len(self.letters)
            turns = [("r",) * k for k in range(n)]
            mirrors = [("m", *turn) for turn in turns] if "m" in self.letters else []
            return [_spelt(word) for word in (*turns, *mirrors)]
        return [_spelt(word) for word in words]


def _step_of(g):
    """Images of points, or a matrix in double precision."""
    is_matrix = isinstance(g[0], tuple)
    return torch.tensor(g, dtype=torch.float64 if is_matrix else torch.long)


def _one_like(g):
    one = torch.arange(len(g))
    return one if g.dim() == 1 else torch.eye(len(g), dtype=torch.float64)


def _times_of(g, h):
    """First h, then g."""
    return g[h] if g.dim() == 1 else g @ h


def _told(g):
    return tuple((g if g.dim() == 1 else (g * 1e6).round().long()).flatten().tolist())


def _spelt(word):
    """A word with powers: r r m is r^2 m."""
    runs = [(letter, len(list(run))) for letter, run in itertools.groupby(word)]
    parts = [letter if count == 1 else f"{letter}^{count}" for letter, count in runs]
    between = "" if {"r", "m"} >= set(word) else " "
    return between.join(parts) or "1"


def _together_of(axes, both):
    """The generators on several axes at once, from those on each, by those on two."""
    return [functools.reduce(both, map(_step_of, each)) for each in zip(*axes)]


def _of_pairs(g, h):
    """Two permutations as one of pairs."""
    return (g[:, None] * len(h) + h).flatten()


def _tight_of(made):
    """E_h = h.E for matrices: positive, of sum 1, in an inner product that all of them keep."""
    metric = torch.einsum("gji,gjk->ik", made, made) / len(made)
    root, back = _power_of(metric, 0.5), _power_of(metric, -0.5)
    turned = root @ made @ back
    span = made.new_zeros(made.shape[1], 0)
    seed = torch.zeros_like(metric)
    for b in range(made.shape[1]):
        more = torch.cat([span, turned[:, :, b].T], 1)
        rank = torch.linalg.matrix_rank(more, tol=1e-9)
        if rank > (torch.linalg.matrix_rank(span, tol=1e-9) if b else 0):
            seed[b, b], span = 1.0, more
    whole = torch.einsum("gij,jk,glk->il", turned, seed, turned)
    seed = _power_of(whole, -0.5) @ seed @ _power_of(whole, -0.5)
    return back @ torch.einsum("gij,jk,glk->gil", turned, seed, turned) @ root


def _power_of(matrix, power):
    """A power of a positive matrix."""
    values, vectors = torch.linalg.eigh(matrix)
    return (vectors * values**power) @ vectors.T
