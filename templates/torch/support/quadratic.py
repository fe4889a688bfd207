class _Quadratic:
    """Products in the second bound: what their operands are sums of is multiplied out.

    A layer q of products is a quadratic form of all that it takes. What two vectors u and v make of
    one another in it is (q(u + v) - q(u - v)) / 2, so that it is known by its values.
    """

    _most = 8192
    """The most numbers that a product of two vectors may have to be multiplied out."""

    def _affine_product(self, held, inputs, outputs, more, group):
        (apart,) = more
        return apart is not None and self._multiply(held, outputs, apart, None)

    def _affine_bilinear(self, held, inputs, outputs, more, group):
        """Pairs of vectors with very many numbers are bounded channel by channel."""
        _, sides, coupled, apart = more

        def bound(pairs):
            return self._sizes(held, inputs, outputs, sides, coupled, pairs)

        return self._multiply(held, outputs, apart, bound)

    def _multiply(self, held, outputs, apart, bound):
        """q(k) of the exact model, and q(k + d) - q(k): q(d) and what k and d make together."""
        method, taken, filled, _ = apart or (None, (), (), ())
        sums = {which: held.stacked(taken, which) for which in ("kept", "lost")}
        made, large = {"kept": {}, "lost": {}}, []
        for which, a, b in (
            ("kept", "kept", "kept"),
            ("lost", "lost", "lost"),
            ("lost", "kept", "lost"),
        ):
            for s, t in _pairs(sums[a], sums[b], a == b):
                first, second = sums[a][s], sums[b][t]
                if first.shape[1] * second.shape[1] > self._most:
                    large.append((which, (a, s), (b, t)))
                    continue
                half = 0.5 if a == b and s == t else 1.0
                block = half * self._crossed(held, apart, first, second)
                held.multiply(made[which], s, t, block)
        if large and bound is None:
            return False
        sizes, start = bound(large) if large else {}, 0
        for name in outputs:
            found = {"kept": {}, "lost": {}}
            if name in filled:
                end = start + held.entries(name)
                found = {w: {s: m[start:end] for s, m in made[w].items()} for w in made}
                start = end
            for which, size in sizes.get(name, {}).items():
                held.ball(name, which, size, found[which])
            held.put(name, found["kept"], found["lost"], method)
        return True

    def _crossed(self, held, apart, first, second):
        """What columns of two matrices make of one another: (results, columns, columns)."""
        method, taken, _, bare = apart
        shapes = [held.shapes[x][:-1] if x in bare else held.shapes[x] for x in taken]
        sizes = [held.entries(name) for name in taken]

        def run(rows):
            parts = rows.split(sizes, 1)
            given = [x.reshape(-1, *shape) for x, shape in zip(parts, shapes)]
            made = getattr(self, method)(*given)
            return torch.cat([y.reshape(len(y), -1) for y in made], 1)

        tiny = torch.finfo(first.dtype).tiny
        a, b = (
            torch.linalg.vector_norm(m, dim=0).clamp_min(tiny) for m in (first, second)
        )
        u, v = (first / a).T[:, None], (second / b).T[None]
        both = run((u + v).flatten(0, 1)) - run((u - v).flatten(0, 1))
        scaled = both.view(len(a), len(b), -1) * (a[:, None] * b / 2)[..., None]
        return scaled.permute(2, 0, 1)

    def _sizes(self, held, inputs, outputs, sides, coupled, pairs):
        """The largest lengths of what pairs of vectors make of one another, output by output."""
        norms = {}
        for at, (weight, reached, widths) in enumerate(sides):
            for target, mix in zip(reached, getattr(self, weight).split(widths, 1)):
                for which in ("kept", "lost"):
                    for source, found in held.mixed(inputs[at], mix, which).items():
                        norms[at, target, which, source] = found
        sizes = {}
        for weight, target, *given in coupled:
            strengths = self._strengths(getattr(self, weight), *given)
            found = sizes.setdefault(outputs[target], {})
            for (i, j), strength in strengths.items():
                for which, *ends in pairs:
                    for left, right in {tuple(ends), tuple(ends[::-1])}:
                        one = norms.get((i, target, *left), 0.0)
                        other = norms.get((j, target, *right), 0.0)
                        found[which] = found.get(which, 0) + strength * one * other
        return {
            name: {w: float(torch.linalg.vector_norm(x)) for w, x in each.items()}
            for name, each in sizes.items()
        }


def _pairs(first, second, is_same):
    """Every pair of vectors of two sums, once where they are the same."""
    names = list(first)
    for at, s in enumerate(names):
        for t in names[at:] if is_same else second:
            yield s, t
