class _Graded:
    """What the layers of a model with levels have in common: matrices band by band."""

    def _whole(self, name):
        """The matrices that a layer applies, put together."""
        return self._steadily(self._summed, name)

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

    def _lost(self, layer, name, group):
        """What of a layer breaks a group, or any; and the factor that a defect has of it."""
        numbers = [
            i for i, level in enumerate(layer.levels) if group in (None, level.group)
        ]
        if not numbers:
            return None, 0.0
        reach = max(self._stretch_of(layer, layer.levels[i]) for i in numbers)
        if group is None or len(numbers) > 1:
            _, bands = self._scaled(name)
            total = (None,) * sum(w + b for _, w, b, _, _ in layer.mixed)
            held = {i for n in numbers for i in layer.breaks(n)}
            for i in sorted(held):
                total = _plus(total, bands[i])
            return total, reach
        return self._broken(name, numbers[0]), reach

    def _stretch_of(self, layer, level):
        """1 + k: a defect is at most this times the norm of what breaks the group."""
        if level.reach is None:
            return 2.0
        rank = layer.rank(self.moves[level.group].kinds)
        return 1 + self._stretch_by(level) ** (2 * rank)

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
        return [torch.ones_like(self.annealing) for _ in bands]

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

    def _band_parameters(self, name):
        """The parameters of every band of a layer."""
        return [
            [getattr(self, parameter) for parameter in names]
            for names in self.band_parameters[name]
        ]
