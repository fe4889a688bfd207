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
        """Of a product of all pairs of channels no size is known here."""
        state["linear"] = False
        state["notes"]["products of all pairs of channels are multiplied out"] = None
        for each in outputs:
            self._put(state, each, math.inf, math.inf)

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
