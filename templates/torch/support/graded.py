class _Graded:
    """What the layers of a model have in common: bands scaled so that every bound holds."""

    def _whole(self, name):
        """The matrices that a layer applies, put together."""
        return self._steadily(self._summed, name)

    def _steadily(self, run, *arguments):
        """Runs a function without autocast: norms need the precision of the weights."""
        kind = self.annealing.device.type
        if kind == "meta" or not torch.is_autocast_enabled(kind):
            return run(*arguments)
        with torch.autocast(kind, enabled=False):
            return run(*arguments)

    def _summed(self, name):
        layer = self.graded[name]
        exact, *bands = getattr(self, f"_{name}_parts")()
        total = exact
        for scale, band in zip(self._scales(layer, exact, bands), bands):
            total = _plus(total, _times(scale, band))
        return total

    def _scaled(self, name):
        """The exact matrices of a layer, and those of every band as they are applied."""
        layer = self.graded[name]
        exact, *bands = getattr(self, f"_{name}_parts")()
        scales = self._scales(layer, exact, bands)
        return exact, [_times(scale, band) for scale, band in zip(scales, bands)]

    def _broken(self, name, level):
        """What of a layer breaks one of its levels, as it is applied."""
        layer = self.graded[name]
        _, bands = self._scaled(name)
        if level in layer.views:
            view = getattr(self, f"_{name}_views")()[layer.views.index(level)]
            return _times(self.annealing, view)
        total = (None,) * sum(w + b for _, w, b, _, _ in layer.mixed)
        for i in layer.breaks(level):
            total = _plus(total, bands[i])
        return total

    def amount(self, level):
        """The level now: learned ones are read off their parameters."""
        if level.kind == "free":
            return math.inf
        if level.learned is None:
            return level.amount
        (raw,) = getattr(self, level.learned)
        if level.kind == "bound":
            return level.amount * torch.sigmoid(raw)
        return raw.exp()

    def _scales(self, layer, exact, bands):
        """One factor for every band, so that ||broken|| <= amount ||exact|| for every level."""
        limits = self._limits(layer, exact, bands)
        return [self.annealing * limit for limit in limits]

    def _limits(self, layer, exact, bands):
        """The same without annealing."""
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

    def levels(self):
        """The level of every group: the largest where there are several."""
        found = dict.fromkeys(self.free, math.inf)
        for layer in self.graded.values():
            for level in layer.levels:
                amount = self.amount(level)
                value = float(amount.detach() if torch.is_tensor(amount) else amount)
                found[level.group] = max(value, found.get(level.group, 0.0))
        return found

    def start_levels(self):
        """Learned levels anew: half of a bound, 0.1 without one."""
        for layer in self.graded.values():
            for level in layer.levels:
                if level.learned is not None and level.kind != "free":
                    start = 0.0 if level.kind == "bound" else math.log(0.1)
                    nn.init.constant_(getattr(self, level.learned), start)

    def anneal_(self, factor):
        """Scales all that breaks a symmetry by a factor from 0, exact, to 1."""
        if not 0 <= factor <= 1:
            raise ValueError(f"factor: expected 0 to 1, got {factor}")
        self.annealing.fill_(factor)
        return self

    @torch.no_grad()
    def project_(self):
        """Takes what exceeds a level out of the weights: for projected gradients."""
        for name, layer in self.graded.items():
            exact, *bands = getattr(self, f"_{name}_parts")()
            scales = self._limits(layer, exact, bands)
            for number, level in enumerate(layer.levels):
                if level.kind in ("prior", "learned") and number not in layer.views:
                    for i in layer.breaks(number):
                        lost = _squared(bands[i]).sqrt()
                        kept = self.amount(level) * self._reference(layer, exact)
                        scales[i] = min(scales[i], kept / max(lost, kept, 1e-300))
            for scale, band in zip(scales, self._band_parameters(name)):
                for parameter in band:
                    parameter.mul_(scale)
        return self

    def _reference(self, layer, exact):
        """The length of the exact part; that of the identity for a residual layer."""
        if layer.residual:
            rows = {i: w for _, _, _, blocks, _ in layer.mixed for i, w in blocks}
            return sum(rows.values()) ** 0.5
        return _squared(exact).sqrt()

    def _band_parameters(self, name):
        """The parameters of every band of a layer."""
        return [
            [getattr(self, parameter) for parameter in names]
            for names in self.band_parameters[name]
        ]
