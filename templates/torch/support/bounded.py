class _Bounded:
    """Bands scaled so that every bound holds."""

    def _limits(self, layer, exact, bands):
        """One factor for every band, so that ||broken|| <= amount ||exact|| for every level."""
        scales = [None] * len(bands)
        for number, level in enumerate(layer.levels):
            held = layer.breaks(number)
            if level.kind != "bound" or not held:
                continue
            limit = self._limit(layer, level, exact, [bands[i] for i in held])
            for i in held:
                before = scales[i]
                scales[i] = limit if before is None else torch.minimum(before, limit)
        return [torch.ones_like(self.annealing) if s is None else s for s in scales]

    def _limit(self, layer, level, exact, bands):
        """The largest factor, at most 1, that keeps the sum of all bands within a level."""
        cases = self._cases(layer, level, exact, bands)
        amount = self.amount(level)
        least = None
        for kept, lost in cases:
            allowed = amount * kept
            tiny = torch.finfo(lost.dtype).tiny
            factor = allowed / torch.maximum(lost, allowed).clamp_min(tiny)
            least = factor if least is None else torch.minimum(least, factor)
        return torch.ones_like(self.annealing) if least is None else least

    def _cases(self, layer, level, exact, bands):
        """(norm of the exact part, norm of the bands) for every way in which sizes may be 1.

        Over axes of free size norms are root mean squares, so that means have norm 1 and a layer
        has one matrix for every choice of axes along which its input has mean zero.
        """
        found, norm = {}, level.norm
        for standard in _subsets(layer.free):
            kept = layer.matrix(exact, standard, biased=False)
            pairs = [(band, layer.matrix(band, standard)) for band in bands]
            pairs = [(band, part) for band, part in pairs if part is not None]
            parts = [part for _, part in pairs]
            if kept is None and not parts:
                continue
            like = parts[0] if parts else kept
            zero = like.new_zeros((), dtype=like.abs().dtype)
            one = zero + 1 if layer.residual else zero
            if norm == "op":
                low = one if kept is None else _least_largest(kept)
                high = sum((_largest(part) for part in parts), zero)
            else:
                rows = like.shape[0] if layer.residual else 1
                low = one * rows**0.5 if kept is None else _squared([kept]).sqrt()
                high = sum(
                    (self._length(layer, level, *p, standard) for p in pairs), zero
                )
            found[standard] = (low, high)
        if norm != "op":
            return list(found.values())
        cases = []
        for several in _subsets(layer.free):
            held = [found[s] for s in found if s <= several]
            if held:
                low = held[0][0]
                high = held[0][1]
                for a, b in held[1:]:
                    low, high = torch.maximum(low, a), torch.maximum(high, b)
                cases.append((low, high))
        return cases

    def _length(self, layer, level, band, part, standard):
        """The root of the sum of squares, or that of the rate; 0 has the derivative 0."""
        if level.norm == "rate":
            slopes = self._derivatives(layer, level.group, band, standard)
            total = sum(map(_squared, slopes))
        else:
            total = _squared([part])
        return total.clamp_min(torch.finfo(total.dtype).tiny).sqrt()
