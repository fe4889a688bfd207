class _Regular:
    """Priors and learned levels: one quadratic form in what breaks each symmetry.

    The measure of a layer and level is r = ||broken|| / ||kept||, in the norm of the root of the
    sum of squares; of a rate what is broken is derived along the group. Scaling a layer changes no r, so that small outputs are no way round it.
    """

    def regularization_loss(self, rule="gradient"):
        """What to add to the loss, times a strength; 0 where all is exact.

        Every layer and level adds (r / level)^2 / 2, bounds too: what they allow is not wanted.
        By the rule "gradient" learned levels add log(level) and have a derivative; by "fixed" they
        are constants, which `retune_levels` sets; by "dual" each level adds r / level times the
        multiplier of `dual_step`.
        """
        if rule not in ("gradient", "fixed", "dual"):
            raise ValueError(
                f'rule: expected "gradient", "fixed" or "dual", got {rule!r}'
            )
        return self._steadily(self._regular, rule)

    def _regular(self, rule):
        total = torch.zeros_like(self.annealing)
        measured = {}
        for name, layer in self.graded.items():
            for number, level in enumerate(layer.levels):
                if level.kind == "free":
                    continue
                squared = self._measure(name, number)
                amount = self.amount(level)
                if rule != "gradient" and level.learned is not None:
                    amount = amount.detach()
                if level.kind != "bound" or level.learned is not None:
                    measured.setdefault(level.group, []).append(squared)
                if rule == "dual":
                    held = self.multipliers.get(level.group, 1.0)
                    total = total + held * squared.clamp_min(1e-30).sqrt() / amount
                    continue
                total = total + squared / amount**2 / 2
                if rule == "gradient" and level.learned is not None:
                    total = total + amount.clamp_min(1e-4).log()
        self._record(measured)
        return total

    def _measure(self, name, number):
        """r^2 of a layer and level, of the weights before a bound scales them.

        Bands have orthonormal bases: their energy is that of their parameters.
        """
        layer = self.graded[name]
        energy = [_squared(band) for band in self._band_parameters(name)]
        is_rate = layer.levels[number].norm == "rate"
        with torch.no_grad():
            exact = getattr(self, f"_{name}_parts")(False)[0]
            kept = self._reference(layer, exact) ** 2
        if number in layer.views:
            lost = getattr(self, f"_{name}_views")()[layer.views.index(number)]
            broken = _squared(lost)
            kept = kept + sum(energy) - broken
        else:
            held = layer.breaks(number)
            zero = torch.zeros_like(self.annealing)
            broken = sum((energy[i] for i in held), zero)
            others = [x for i, x in enumerate(energy) if i not in held]
            kept = kept + sum(others, zero)
        broken = self._rate(name, number) if is_rate else broken
        return broken / kept.detach().clamp_min(torch.finfo(kept.dtype).tiny)

    def _rate(self, name, number):
        """The same of derivatives along the group: the square of the length of X B."""
        layer = self.graded[name]
        if number in layer.views:
            lost = getattr(self, f"_{name}_views")()[layer.views.index(number)]
        else:
            _, *bands = getattr(self, f"_{name}_parts")()
            lost = (None,) * sum(w + b for _, w, b, _, _ in layer.mixed)
            for i in layer.breaks(number):
                lost = _plus(lost, bands[i])
        group = layer.levels[number].group
        return sum(map(_squared, self._derivatives(layer, group, lost, frozenset())))

    @torch.no_grad()
    def _record(self, measured):
        """Keeps a running mean of what each group is broken by, over about 100 calls.

        Not where it is compiled: `retune_levels` then goes by the weights as they are.
        """
        if torch.compiler.is_compiling():
            return
        for group, values in measured.items():
            value = float(sum(values))
            held = self.recorded.get(group, value)
            self.recorded[group] = held + (value - held) / 100

    @torch.no_grad()
    def retune_levels(self, power=2.0):
        """Sets learned levels by what was recorded since the last time, and returns them.

        The strength of a prior is 1 / level^2. It is divided by (R / min R)^power, where R sums
        the r^2 of a group over the layers and the minimum is over the groups: what is broken most
        is let go, what is broken least is kept.
        """
        last = self.recorded or self._broken_now()
        tiny = torch.finfo(self.annealing.dtype).tiny
        least = min(last.values(), default=0.0)
        done = set()
        for layer in self.graded.values():
            for level in layer.levels:
                if level.learned in done or level.kind != "learned":
                    continue
                done.add(level.learned)
                ratio = max(last.get(level.group, least), tiny) / max(least, tiny)
                getattr(self, level.learned).add_(power / 2 * math.log(ratio))
        self.recorded = {}
        return self.levels()

    def _broken_now(self):
        """The sum of the r^2 of every group."""
        found = {}
        for name, layer in self.graded.items():
            for number, level in enumerate(layer.levels):
                if level.kind == "free":
                    continue
                value = float(self._measure(name, number))
                found[level.group] = found.get(level.group, 0.0) + value
        return found

    @torch.no_grad()
    def dual_step(self, rate):
        """Dual ascent: the multiplier of a group grows while it is broken beyond its level."""
        for group, energy in self.band_energy().items():
            level = _Graded.levels(self)[group]
            if math.isinf(level):
                continue
            excess = energy["ratio"] / level - 1
            held = self.multipliers.get(group, 1.0)
            self.multipliers[group] = max(0.0, held + rate * excess)
        return dict(self.multipliers)

    @torch.no_grad()
    def band_energy(self):
        """What breaks each group, over all layers: energy, fraction of the whole, and ratio."""
        found = {}
        for name, layer in self.graded.items():
            exact, bands = self._scaled(name)
            whole = float(
                sum(map(_squared, bands)) + self._reference(layer, exact) ** 2
            )
            for number, level in enumerate(layer.levels):
                lost = float(_squared(self._broken(name, number)))
                held = found.setdefault(level.group, [0.0, 0.0])
                held[0] += lost
                held[1] += whole
        return {
            group: {
                "energy": lost,
                "fraction": lost / whole if whole else 0.0,
                "ratio": (lost / max(whole - lost, 1e-300)) ** 0.5,
            }
            for group, (lost, whole) in found.items()
        }

    @torch.no_grad()
    def layer_energy(self):
        """The same layer by layer: {layer: {group: r}}."""
        return {
            name: {
                level.group: float(self._measure(name, number)) ** 0.5
                for number, level in enumerate(layer.levels)
            }
            for name, layer in self.graded.items()
        }

    @torch.no_grad()
    def snap_(self):
        """The nearest model that is exact; returns a bound on how far outputs have moved.

        The bound is that of `certificate(change=True)`: per unit of input norm, or on the ball of
        radius 1 where layers have biases or are only locally Lipschitz. Of another ball it is told
        by `certificate(change=True, radius=...)` before.
        """
        moved = self.certificate(change=True)["bound"]
        for name in self.graded:
            for band in self._band_parameters(name):
                for parameter in band:
                    parameter.zero_()
        return moved
