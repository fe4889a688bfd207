class _Affine:
    """A second bound on a whole model: the distance to an exact one, value by value.

    The exact model has the weights without what is broken. In it, and in the distance to it, every
    value is an affine map of the input plus remainders. Maps are followed exactly through all
    linear layers and norms are taken at the end, so that what cancels or is not aligned is seen.
    Remainders are what functions differ from their best slopes by, over the values that occur.
    """

    def _bounds(self, state, group, radius, change):
        found = super()._bounds(state, group, radius, change)
        return [*found, self._affine(group, radius, change)]

    def _affine(self, group, radius, change):
        """A bound on ||f(g x) - g f(x)||, or on the distance; infinite where it is not known."""
        reaches = [each.reach for one in self.graded.values() for each in one.levels]
        if any(reaches) and not change:
            return math.inf
        held = _Sums(self.shapes, self.certified[0][2], radius, self.annealing)
        for kind, inputs, outputs, *more in self.certified[1:]:
            step = getattr(self, f"_affine_{kind}", None)
            if step is None or not step(held, inputs, outputs, more, group):
                return math.inf
        distance = held.length(self.certified[0][1], "lost")
        return distance if change else 2 * distance

    def _affine_linear(self, held, inputs, outputs, more, group):
        (name,) = more
        layer = self.graded[name]
        if not layer.is_framed or layer.free:
            return False
        whole = tuple(self._whole(name))
        lost, _ = self._lost(layer, name, group)
        lost = lost or (None,) * len(whole)
        kept = _plus(whole, _times(-1, lost))
        for j, each in enumerate(outputs):
            made = {"kept": {}, "lost": {}}
            for i, source in enumerate(inputs):
                blocks = {
                    which: layer.matrix(matrices, frozenset(), False, i, j)
                    for which, matrices in (("all", whole), ("on", kept), ("off", lost))
                }
                if not held.fits(blocks, source, each):
                    return False
                held.add(made["kept"], blocks["on"], source, "kept")
                held.add(made["lost"], blocks["all"], source, "lost")
                held.add(made["lost"], blocks["off"], source, "kept")
            for which, matrices in (("kept", kept), ("lost", lost)):
                bias = layer.bias(matrices, j)
                if bias is not None:
                    held.shift(made[which], bias[0])
            held.put(each, made["kept"], made["lost"], name)
        return True

    def _affine_add(self, held, inputs, outputs, more, group):
        (factors,) = more
        made = {}
        for which in ("kept", "lost"):
            made[which] = {}
            for factor, x in zip(factors, inputs):
                for source, matrix in held.values[x][which].items():
                    before = made[which].get(source, 0)
                    made[which][source] = before + factor * matrix
        held.put(outputs[0], made["kept"], made["lost"])
        return True

    def _affine_each(self, held, inputs, outputs, more, group):
        lipschitz, start, function = more
        (x,), (y,) = inputs, outputs
        if function not in _SLOPES:
            size = lipschitz * held.length((x,), "kept") + start
            held.unknown(y, size, lipschitz * held.length((x,), "lost"))
            return True
        middle, reach = held.range(x, "kept")
        slope, off = _slopes(function, middle - reach, middle + reach)
        kept = held.scaled(x, "kept", slope)
        held.remain(kept, x, "kept", off, held.joint(x, "kept", False))
        kept["one"] = _FUNCTIONS[function](middle)[:, None]
        slope, off = _slopes(function, *held.hull(x))
        lost = held.scaled(x, "lost", slope)
        held.remain(lost, x, "lost", off, held.joint(x, "lost"))
        held.put(y, kept, lost)
        return True

    def _affine_gate(self, held, inputs, outputs, more, group):
        """v s(g), and d s(g + e) + v (s(g + e) - s(g)) for the distances d and e of v and g."""
        (x, g), (y,), (axes,) = inputs, outputs, more
        wide = held.spread(x, g, axes)
        middle, reach = held.range(g, "kept")
        at, off = _between(torch.sigmoid(middle - reach), torch.sigmoid(middle + reach))
        kept = held.scaled(x, "kept", at[wide])
        held.remain(kept, x, "kept", off[wide], held.joint(x, "kept"))
        low, high = held.hull(g)
        at, off = _between(torch.sigmoid(low), torch.sigmoid(high))
        lost = held.scaled(x, "lost", at[wide])
        held.remain(lost, x, "lost", off[wide], held.joint(x, "lost"))
        ways = [
            self._opened(held, x, g, wide, low, high),
            self._overrun(held, x, g, wide, low, high),
        ]
        for source, matrix in min(ways, key=held.total).items():
            lost[source] = lost.get(source, 0) + matrix
        held.put(y, kept, lost)
        return True

    def _opened(self, held, x, g, wide, low, high):
        """v (s(g + e) - s(g)) by the middle slope, where v is constant, and remainders."""
        slope, off = _slopes("sigmoid", low, high)
        constant, _ = held.range(x, "kept")
        made = {}
        for source, matrix in held.values[g]["lost"].items():
            made[source] = (constant * slope[wide])[:, None] * matrix[wide]
        length = held.joint(g, "lost")
        held.remain(made, g, "slope", constant * off[wide], length, wide)
        steep = (slope + off)[wide]
        ways = [
            (held.channel(x, wide) * steep, "by size", length),
            (
                held.largest(g, "lost")[wide] * steep,
                "by gate",
                held.joint(x, "kept", False),
            ),
        ]
        scale, word, length = min(ways, key=lambda way: float(way[0].amax()) * way[2])
        held.remain(made, x, (word, held.family[g]), scale, length)
        return made

    def _overrun(self, held, x, g, wide, low, high):
        """The same by how far gates may be apart at all."""
        slope, off = _slopes("sigmoid", low, high)
        apart = torch.minimum(
            held.largest(g, "lost") * (slope + off),
            torch.sigmoid(high) - torch.sigmoid(low),
        )
        made = {}
        length = held.joint(x, "kept")
        held.remain(made, x, ("apart", held.family[g]), apart[wide], length)
        return made

    def _affine_square(self, held, inputs, outputs, more, group):
        return self._affine_each(held, inputs, outputs, (0.0, 0.0, "square"), group)

    def _affine_normalized(self, held, inputs, outputs, more, group):
        size = self._normal_size(*more)
        held.unknown(outputs[0], size, 2 * size)
        return True
