class _Sums:
    """Values as sums of matrices times vectors that are not known but for their lengths.

    A vector is the input, the number 1, or a remainder, under a key; a value has them for the exact
    model and for the distance. Values that one layer makes have remainders together.
    """

    def __init__(self, shapes, arguments, radius, like):
        self.shapes, self.like = shapes, like
        self.lengths, self.values = _Lengths({"one": 1.0, "x": float(radius)}), {}
        self.family, self.members, self.joined, self.used = {}, {}, {}, set()
        self.pairs = {}
        total, start = sum(map(self.entries, arguments)), 0
        for name in arguments:
            matrix = like.new_zeros(self.entries(name), total)
            matrix[:, start : start + len(matrix)] = torch.eye(len(matrix)).to(like)
            start += len(matrix)
            self.put(name, {"x": matrix}, {}, "arguments")

    def entries(self, name):
        """How many numbers a value has."""
        return math.prod(self.shapes[name])

    def fits(self, blocks, source, target):
        """Whether blocks have a row for every number of one value and a column for the other's."""
        size = (self.entries(source), self.entries(target))
        return all(each is None or each.shape == size for each in blocks.values())

    def put(self, name, kept, lost, family=None):
        """Keeps a value, which was made together with the others of a family."""
        self.values[name] = {"kept": kept, "lost": lost}
        family = family or name
        self.family[name] = family
        self.members.setdefault(family, []).append(name)

    def add(self, made, block, source, which):
        """Adds what a block of rows makes of a value."""
        if block is not None:
            for key, matrix in self.values[source][which].items():
                made[key] = made.get(key, 0) + block.T @ matrix

    def shift(self, made, constant):
        """Adds a constant."""
        made["one"] = made.get("one", 0) + constant[:, None]

    def scaled(self, name, which, factor):
        """A value times a factor for every entry."""
        return {s: factor[:, None] * m for s, m in self.values[name][which].items()}

    def remain(self, made, name, word, scale, length, places=None):
        """Adds a remainder: `scale` times the entries, at these places, of a vector of this length.

        The vector has an entry for every number of the family of a value.
        """
        family = self.family[name]
        members = self.members[family]
        start = sum(self.entries(each) for each in members[: members.index(name)])
        total = sum(map(self.entries, members))
        matrix = self.like.new_zeros(len(scale), total)
        rows = torch.arange(len(scale), device=matrix.device)
        matrix[rows, start + (rows if places is None else places)] = scale
        key = (family, word)
        while (key, name) in self.used:
            key = (key, "again")
        self.used.add((key, name))
        self.lengths[key] = max(length, self.lengths.get(key, 0.0))
        made[key] = made.get(key, 0) + matrix

    def unknown(self, name, size, distance):
        """Keeps a value of which only lengths are known."""
        kept, lost = {}, {}
        self.ball(name, "kept", size, kept)
        self.ball(name, "lost", distance, lost)
        self.put(name, kept, lost)

    def ball(self, name, which, size, sums):
        """Adds a vector of which the length alone is known."""
        self.lengths[name, which] = size
        sums[name, which] = torch.eye(self.entries(name)).to(self.like)

    def range(self, name, which):
        """The constant part of every entry, and how far the entry may be from it."""
        return self.around(self.values[name][which], name)

    def around(self, sums, name):
        """The same of sums in the place of a value."""
        constant = self.like.new_zeros(self.entries(name))
        reach = torch.zeros_like(constant)
        for source, matrix in sums.items():
            if source == "one":
                constant = constant + matrix[:, 0]
            else:
                rows = self.tops(source, matrix[:, None])
                reach = reach + self.lengths[source] * rows
        return constant, reach

    def largest(self, name, which):
        """The largest absolute value of every entry."""
        constant, reach = self.range(name, which)
        return constant.abs() + reach

    def hull(self, name):
        """The least and the largest value of every entry in both models."""
        middle, reach = self.around(self.values[name]["kept"], name)
        kept, lost = self.values[name]["kept"], self.values[name]["lost"]
        both = {s: kept.get(s, 0) + lost.get(s, 0) for s in {**kept, **lost}}
        other, far = self.around(both, name)
        low = torch.minimum(middle - reach, other - far)
        return low, torch.maximum(middle + reach, other + far)

    def length(self, names, which, constant=True):
        """A bound on the length of several values together."""
        sources = dict.fromkeys(s for n in names for s in self.values[n][which])
        total = 0.0
        for source in sources:
            if source == "one" and not constant:
                continue
            held = [self.values[n][which].get(source) for n in names]
            rows = torch.cat([matrix for matrix in held if matrix is not None])
            total += self.lengths[source] * float(self.tops(source, rows))
        return total

    def total(self, sums):
        """A bound on the length of sums."""
        return sum(self.lengths[s] * float(self.tops(s, m)) for s, m in sums.items())

    def joint(self, name, which, constant=True):
        """The length of all values of a family, whose members are all there."""
        family = self.family[name]
        key = (family, which, constant)
        if key not in self.joined:
            self.joined[key] = self.length(self.members[family], which, constant)
        return self.joined[key]

    def spread(self, name, gate, axes):
        """For every entry of a value the number of its gate, which has these of its axes."""
        numbers = torch.arange(self.entries(gate), device=self.like.device)
        wide = self.shapes[name]
        return numbers.view(*axes, wide[-1]).expand(wide).reshape(-1)

    def channel(self, name, wide):
        """For every entry the largest length, less the constant, of all that have its gate."""
        order = torch.argsort(wide, stable=True)
        found = self.like.new_zeros(int(wide.max()) + 1)
        for source, matrix in self.values[name]["kept"].items():
            if source != "one":
                blocks = matrix[order].view(len(found), -1, matrix.shape[1])
                found = found + self.lengths[source] * self.tops(source, blocks)
        return found[wide]

    def mixed(self, name, mix, which):
        """For every vector the largest length of every channel once they are mixed."""
        found = {}
        for source, matrix in self.values[name][which].items():
            cut = matrix.view(-1, mix.shape[0], matrix.shape[1])
            blocks = torch.einsum("rcd,ce->erd", cut, mix)
            found[source] = self.lengths[source] * self.tops(source, blocks)
        return found

    def stacked(self, names, which):
        """Several values one after the other as sums."""
        sources = dict.fromkeys(s for n in names for s in self.values[n][which])
        found = {}
        for source in sources:
            held = [self.values[name][which].get(source) for name in names]
            width = next(m.shape[1] for m in held if m is not None)
            found[source] = torch.cat(
                [
                    self.like.new_zeros(self.entries(name), width) if m is None else m
                    for name, m in zip(names, held)
                ]
            )
        return found

    def multiply(self, made, s, t, block):
        """Adds products of the numbers of two vectors, (results, numbers, numbers)."""
        if "one" in (s, t):
            key, matrix = t if s == "one" else s, block.flatten(1)
        elif s == t:
            key, matrix = ("*", s, s), _folded(block)
        elif ("*", t, s) in self.pairs:
            key, matrix = ("*", t, s), block.mT.flatten(1)
        else:
            key, matrix = ("*", s, t), block.flatten(1)
            self.pairs[key] = tuple(block.shape[1:])
        made[key] = made.get(key, 0) + matrix

    def tops(self, source, blocks):
        """The largest length that each of some matrices makes of vectors of length 1.

        The numbers of a product are those of two vectors: their matrix has three sides, and is no
        longer than either of its unfoldings.
        """
        found = _top_of(blocks)
        if isinstance(source, tuple) and source[0] == "*":
            _, s, t = source
            if s == t:
                cut = _unfolded(blocks)
                ways = [cut.flatten(-3, -2)]
            else:
                cut = blocks.unflatten(-1, self.pairs[source])
                ways = [cut.flatten(-3, -2), cut.mT.flatten(-3, -2)]
            for way in ways:
                found = torch.minimum(found, _top_of(way))
        return found


class _Lengths(dict):
    """The lengths of vectors; those of products are products."""

    def __missing__(self, key):
        _, s, t = key
        return self[s] * self[t]


def _folded(block):
    """A quadratic form as one of the numbers z_a z_a and sqrt(2) z_a z_b, a < b."""
    n = block.shape[-1]
    i, j = torch.triu_indices(n, n, device=block.device)
    both = (block + block.mT)[..., i, j]
    return both * torch.where(i == j, 0.5, 0.5 * math.sqrt(2)).to(both)


def _unfolded(rows):
    """The symmetric matrices of such rows."""
    n = (math.isqrt(8 * rows.shape[-1] + 1) - 1) // 2
    i, j = torch.triu_indices(n, n, device=rows.device)
    whole = rows.new_zeros(*rows.shape[:-1], n, n)
    scaled = rows * torch.where(i == j, 1.0, math.sqrt(0.5)).to(rows)
    whole[..., i, j] = scaled
    whole[..., j, i] = scaled
    return whole


def _top_of(blocks):
    """The largest singular values of matrices, by the smaller of their Gram matrices."""
    if not blocks.numel():
        return blocks.new_zeros(blocks.shape[:-2])
    if blocks.shape[-1] < blocks.shape[-2]:
        blocks = blocks.mT
    gram = blocks @ blocks.mT
    return torch.linalg.eigvalsh(gram)[..., -1].clamp_min(0).sqrt()
