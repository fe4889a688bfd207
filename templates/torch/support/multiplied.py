class _Multiplied:
    """What bilinear layers do to sizes and defects."""

    def _certify_bilinear(self, state, inputs, outputs, more, group, change):
        """Channel by channel |b(l, r)| <= c |l| |r|, the channels of both sides mixed before."""
        _, sides, coupled, _ = more
        state["linear"] = False
        known = [state["values"][x] for x in inputs]
        if state["stretch"] > 1:
            known = [
                _Reach(v.size + v.defect, v.defect, v.peak + v.defect) for v in known
            ]
        found = self._multiplied(known, sides, coupled, len(outputs))
        for target, (size, defect, peak) in found.items():
            self._put(state, outputs[target], size, defect, peak)

    def _certify_product(self, state, inputs, outputs, more, group, change):
        """Of such a product no size is known here."""
        state["linear"] = False
        state["notes"]["products of unknown size are multiplied out"] = None
        for each in outputs:
            self._put(state, each, math.inf, math.inf)

    def _certify_coupled(self, state, inputs, outputs, more, group, change):
        """Of irreps: |z| <= c |x| |y| |w|, where w are numbers or matrices to each output.

        Products that are fitted have a defect of their own, for inputs that are exact, too.
        """
        split, others, bound, off, numbers, matrices, given = more
        state["linear"] = False
        x = self._joint(state, inputs[:split])
        y = self._joint(state, inputs[split : split + others])
        sizes = [float(getattr(self, name).abs().max()) for name in numbers]
        sizes += [_top(getattr(self, name)) for name in matrices]
        w = _Reach(max(sizes, default=1.0), 0.0)
        if given:
            w = self._joint(state, inputs[split + others : split + others + 1])
        size = x.size * y.size * w.size
        defect = x.defect * y.size * w.size + x.size * y.defect * w.size
        defect = bound * (defect + x.size * y.size * w.defect)
        if off and not change:
            state["notes"]["fitted products are off for exact inputs, too"] = None
            defect += 2 * off * size
        size *= bound + off
        for each in outputs:
            self._put(state, each, size, defect)
            state["of"][each] = outputs[0]
        state["joint"][outputs[0]] = _Reach(size, min(defect, 2 * size))

    def _joint(self, state, names):
        """What is known of several values side by side, moved by an element or not."""
        found = self._together(state, names)
        if state["stretch"] > 1:
            return _Reach(found.size + found.defect, found.defect)
        return found

    def _certify_harmonics(self, state, inputs, outputs, more, group, change):
        """Their size is known; where a vector is off, nothing is known of how far they are."""
        (size,) = more
        state["linear"] = False
        for each in outputs:
            self._put(state, each, size, math.inf)

    def _multiplied(self, known, sides, coupled, count):
        """(size, defect, size of a channel) of every output."""
        mixed = {}
        for at, (weight, reached, widths) in enumerate(sides):
            value = known[at]
            cut = getattr(self, weight).split(widths, 1)
            for target, matrix in zip(reached, cut):
                norm = _top(matrix)
                peak = float(torch.linalg.vector_norm(matrix, dim=0).max()) * value.size
                mixed[at, target] = _Reach(norm * value.size, norm * value.defect, peak)
        sizes = dict.fromkeys(range(count), (0.0, 0.0, 0.0))
        for weight, target, slots, tops, kept, channels in coupled:
            strengths = self._strengths(
                getattr(self, weight), slots, tops, kept, channels
            )
            for (i, j), each in strengths.items():
                strength = float(each.max())
                left, right = mixed[i, target], mixed[j, target]
                size, defect, peak = sizes[target]
                size += strength * min(left.peak * right.size, left.size * right.peak)
                defect += strength * (
                    left.peak * right.defect + right.peak * left.defect
                )
                peak += strength * left.peak * right.peak
                sizes[target] = size, defect, peak
        return sizes

    def _strengths(self, weight, slots, tops, kept, channels):
        """The largest c of every channel for every pair of operands."""
        table = weight.abs()
        if kept is not None:
            whole = table.new_zeros(len(slots) * len(tops), channels)
            places = torch.tensor([s * len(tops) + t for s, t in kept])
            table = whole.index_copy(
                0, places.to(whole.device), table.view(-1, channels)
            )
        table = table.reshape(len(slots), len(tops), channels)
        found = {}
        for at, (i, j, norm) in enumerate(slots):
            scaled = sum(table[at, t] * top for t, top in enumerate(tops)) * norm
            found[i, j] = found.get((i, j), 0) + scaled
        return found
