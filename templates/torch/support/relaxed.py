class _Relaxed:
    """Layers whose weights vary over finite groups: sum_l W_l M(w_l), exact where w is constant.

    `relaxed` lists for each layer its groups and the parameters that hold w, `finite` the groups.
    """

    def relaxed_weights(self):
        """The weights on the elements: {layer: {group: (rank, elements)}}."""
        return {
            layer: {
                group: getattr(self, name).view(-1, len(self.finite[group]))
                for group, name in pairs
            }
            for layer, pairs in self.relaxed.items()
        }

    def _told_weights(self):
        """The same as they are applied, on the processor in double precision."""
        for layer, groups in self.relaxed_weights().items():
            for group, weights in groups.items():
                weights, annealing = weights.detach().cpu(), self.annealing.cpu()
                mean = weights.mean(1, keepdim=True)
                exact = torch.complex128 if weights.is_complex() else torch.float64
                yield layer, group, (mean + (weights - mean) * annealing).to(exact)

    @torch.no_grad()
    def order_parameters(self):
        """How large every component of the weights is, by irrep: {layer: {irrep: magnitude}}.

        The weights of a layer are functions on the group. Magnitudes are root mean squares over
        its elements, and the root of the sum of squares over the rank. The trivial one is what is
        exact; the group is broken by the others.
        """
        found, functions = {}, {}
        for layer, group, weights in self._told_weights():
            if group not in functions:
                functions[group] = _Functions(self.finite[group]).components()
            held = found.setdefault(layer, {})
            for name, basis in functions[group].items():
                length = torch.linalg.vector_norm(weights @ basis.to(weights.dtype))
                mark = "." if name.isalnum() else ": "
                held[f"{group}{mark}{name}"] = float(length) / weights.shape[1] ** 0.5
        return found

    @torch.no_grad()
    def residual_group(self, tolerance=0.01):
        """What is left of each group: the elements that keep all weights, up to a tolerance.

        An element g keeps w if w(g^-1 h) = w(h) for all h; then it keeps the layer. The tolerance
        is relative to the largest weight of a layer.
        """
        weights = {}
        for _, group, w in self._told_weights():
            size = float(w.abs().max()) or 1.0
            weights.setdefault(group, []).append(w / size)
        return {
            group: _Functions(self.finite[group]).residual(held, tolerance)
            for group, held in weights.items()
        }

    def levels(self):
        """The level of every group: a number, or the rank of what varies over it."""
        ranks = {}
        for groups in self.relaxed_weights().values():
            for group, weights in groups.items():
                ranks[group] = max(len(weights), ranks.get(group, 0))
        told = {group: f"relaxed, rank {rank}" for group, rank in ranks.items()}
        return {**super().levels(), **told}

    def regularization_loss(self, rule="gradient", alpha=1.0):
        """What to add to the loss, times a strength; 0 where all is exact.

        Weights that vary add alpha times the sum of |w(g) - w(h)| over all pairs of elements. Where
        they are equal it has the derivative 0, so that it breaks nothing by itself.
        """
        total = super().regularization_loss(rule)
        for groups in self.relaxed_weights().values():
            for weights in groups.values():
                pairs = weights[:, :, None] - weights[:, None]
                total = total + alpha * pairs.abs().sum()
        return total

    @torch.no_grad()
    def snap_(self):
        """The nearest model that is exact; returns a bound on how far outputs have moved.

        Weights that vary become their mean; the bound is that of `certificate(change=True)`.
        """
        moved = super().snap_()
        for groups in self.relaxed_weights().values():
            for weights in groups.values():
                weights.copy_(weights.mean(1, keepdim=True).expand_as(weights))
        return moved

    def _groups(self):
        return super()._groups() | set(self.finite)

    def _is_broken(self, group):
        held = [
            weights
            for groups in self.relaxed_weights().values()
            for name, weights in groups.items()
            if group in (None, name)
        ]
        return super()._is_broken(group) or any(
            bool((w != w[:, :1]).any()) for w in held
        )

    def _effective(self, group, name):
        """The weights of a parameter as they are applied, and their means."""
        weights = getattr(self, name).view(-1, len(self.finite[group]))
        mean = weights.mean(1, keepdim=True)
        return mean + (weights - mean) * self.annealing, mean

    def _certify_relaxed(self, state, inputs, outputs, more, group, change):
        """|M(w)| <= max |w|, and g.M(w) = M(g.w) differs from it by max |w(g) - w(h)| at most."""
        (overs,) = more
        parents = {state["of"].get(x) for x in inputs}
        joint = state["joint"].get(parents.pop()) if len(parents) == 1 else None
        most = [0.0, 0.0]
        for x, y, over in zip(inputs, outputs, overs):
            size, off = self._varied_by(over, group, change)
            most = [max(most[0], size), max(most[1], off)]
            value = state["values"][x]
            moved = size * value.defect + off * value.size
            self._put(state, y, size * value.size, moved, size * value.peak)
            state["of"][y] = outputs[0]
        if joint is not None:
            size, moved = (
                most[0] * joint.size,
                most[0] * joint.defect + most[1] * joint.size,
            )
            state["joint"][outputs[0]] = _Reach(size, min(moved, 2 * size))

    def _varied_by(self, over, group, change):
        """The norm of all M(w_l) together, and of what they are off by: in sum over the groups."""
        sizes, distances = [], []
        for known, name, _, _, is_orthogonal in over:
            weights, mean = self._effective(known, name)
            far = (weights - mean).abs().amax(1)
            if not change:
                far = torch.stack([(w[:, None] - w).abs().max() for w in weights])
            if not is_orthogonal and bool(far.any()):
                return math.inf, math.inf
            sizes.append(weights.abs().amax(1))
            is_meant = change or group in (None, known)
            distances.append(far if is_meant else torch.zeros_like(far))
        size, off = torch.ones_like(sizes[0]), torch.zeros_like(sizes[0])
        for own, far in zip(sizes, distances):
            off, size = off * own + far * size, size * own
        return float(torch.linalg.vector_norm(size)), float(
            torch.linalg.vector_norm(off)
        )

    def _affine_relaxed(self, held, inputs, outputs, more, group):
        """The exact model has the means of the weights: both are linear maps of the input."""
        (overs,) = more
        for x, y, over in zip(inputs, outputs, overs):
            exact, whole = [], []
            for known, name, effects, place, is_orthogonal in over:
                weights, mean = self._effective(known, name)
                if not is_orthogonal and bool((weights != mean).any()):
                    return False
                kept = mean.expand_as(weights) if group in (None, known) else weights
                exact.append((kept, getattr(self, effects), place))
                whole.append((weights, getattr(self, effects), place))
            values, made = held.values[x], {"kept": {}, "lost": {}}
            for source, matrix in values["kept"].items():
                made["kept"][source] = self._varied(held, x, matrix, exact)
                moved = self._varied(held, x, matrix, whole)
                made["lost"][source] = moved - made["kept"][source]
            for source, matrix in values["lost"].items():
                before = made["lost"].get(source, 0)
                made["lost"][source] = before + self._varied(held, x, matrix, whole)
            held.put(y, made["kept"], made["lost"], outputs[0])
        return True

    def _varied(self, held, x, matrix, over):
        """The rows of a matrix, which are the entries of a value, as the layer varies them."""
        columns = matrix.T.reshape(-1, *held.shapes[x])
        return _vary(columns, 1.0, *over).flatten(1).T
