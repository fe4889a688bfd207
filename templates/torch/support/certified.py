class _Reach:
    """What is known of values together: their size, their defect, and the size of a channel.

    Sizes are largest over axes of free size, defects root mean squares over them. The defect is how
    far f(g x) is from g f(x), for the worst g and x, or how far f(x) is from that of another model.
    """

    def __init__(self, size, defect, peak=None):
        self.size, self.defect = size, defect
        self.peak = size if peak is None else min(size, peak)


class _Certified:
    """A bound on how far the whole model is from its symmetries, put together layer by layer."""

    @torch.no_grad()
    def certificate(self, group=None, radius=1.0, change=False):
        """A bound on ||f(g x) - g f(x)|| over all g and all inputs x of size up to a radius.

        Of one group, or of all that have a level together. The size of an input is that of all its
        arguments together, for each point where the number of points is free. With `change` the
        bound is on the distance to the model that `snap_` makes. `layers` has the norms of each.
        """
        groups = self._groups()
        if group is not None and group not in groups:
            known = ", ".join(sorted(groups)) or "none"
            raise ValueError(
                f"group: expected one with a level ({known}), got {group!r}"
            )
        if self.annealing.dtype.itemsize == 2:  # singular values need single precision
            return copy.deepcopy(self).float().certificate(group, radius, change)
        stretch = 1.0 if change else self._range(group)
        state = self._followed(group, radius, change, 1.0)
        if not state["linear"] and stretch > 1:
            state = self._followed(group, radius, change, stretch)
        bounds = self._bounds(state, group, radius, change)
        bound = min(math.inf if math.isnan(each) else each for each in bounds)
        if math.isinf(stretch):
            bound = math.inf if self._is_broken(group) else 0.0
            state["notes"]["a group is not compact, and no range is given"] = None
        scale = 1 / radius if state["linear"] and radius else 1.0
        notes = list(self.certified[0][3]) + list(state["notes"])
        notes += [f"nothing is said of {name}, which is free" for name in self.free]
        if state["linear"]:
            notes.append("per unit of input size")
        else:
            notes.append(f"for inputs of size up to {radius:g}")
        return {
            "bound": bound * scale,
            "radius": math.inf if state["linear"] else float(radius),
            "layers": state["layers"],
            "assumptions": tuple(notes),
        }

    def _bounds(self, state, group, radius, change):
        """What is known of the results, in every way."""
        return [self._together(state, self.certified[0][1]).defect]

    def _groups(self):
        return {level.group for each in self.graded.values() for level in each.levels}

    def _followed(self, group, radius, change, stretch):
        """What is known of every value where inputs may be stretched by this."""
        if math.isinf(stretch):
            stretch = 1.0
        size = float(radius) * stretch
        state = {"values": {}, "joint": {}, "of": {}, "notes": {}, "layers": {}}
        state["stretch"], state["linear"] = stretch, True
        for name in self.certified[0][2]:
            state["values"][name] = _Reach(size, 0.0)
            state["of"][name] = "arguments"
        state["joint"]["arguments"] = _Reach(size, 0.0)
        for kind, inputs, outputs, *more in self.certified[1:]:
            getattr(self, f"_certify_{kind}")(
                state, inputs, outputs, more, group, change
            )
            if self._is_exact(state, kind, inputs, more):
                for name in outputs:
                    state["values"][name].defect = 0.0
        return state

    def _is_exact(self, state, kind, inputs, more):
        """Whether what has no defect comes to what has none; where nothing else is known, too."""
        if kind == "linear":
            own = state["layers"].get(more[0], {"defect": math.inf})["defect"]
        else:
            own = kind == "relaxed" or (kind == "coupled" and more[3])
        return not own and all(state["values"][name].defect == 0 for name in inputs)

    def _range(self, group):
        """By how much the elements that are meant stretch an input at most."""
        found = 1.0
        for layer in self.graded.values():
            for level in layer.levels:
                if level.reach is not None and group in (None, level.group):
                    moved = self.moves[level.group].arguments
                    rank = max((len(axes) for axes in moved), default=0)
                    found = max(found, self._stretch_by(level) ** rank)
        return found

    def _is_broken(self, group):
        """Whether any weight breaks a group."""
        for name, layer in self.graded.items():
            lost, _ = self._lost(layer, name, group)
            if lost and any(m is not None and bool(m.any()) for m in lost):
                return True
        return False

    def _together(self, state, names):
        """What is known of several values side by side."""
        held = [state["values"][name] for name in names]
        size = math.hypot(*(each.size for each in held))
        defect = math.hypot(*(each.defect for each in held))
        families = {state["of"].get(name) for name in names}
        if len(families) == 1 and len(set(names)) == len(names):
            joint = state["joint"].get(families.pop())
            if joint is not None:
                size, defect = min(size, joint.size), min(defect, joint.defect)
        return _Reach(size, defect, max((each.peak for each in held), default=0.0))

    def _put(self, state, name, size, defect, peak=None, isometric=True):
        """Keeps what is known of a value; a defect is never more than twice the size."""
        if isometric:
            defect = min(defect, 2 * size)
        state["values"][name] = _Reach(float(size), float(defect), peak)

    def _certify_linear(self, state, inputs, outputs, more, group, change):
        (name,) = more
        layer = self.graded[name]
        source = self._together(state, inputs)
        if not layer.is_framed:
            state["notes"][f"{name} has several axes of a free size: no bound"] = None
            for each in outputs:
                self._put(state, each, math.inf, math.inf)
            return
        whole = self._whole(name)
        lost, factor = self._lost(layer, name, group)
        factor = 1.0 if change else factor
        broken = self._norm(layer, lost, None, biased=False) if lost else 0.0
        constant = self._constant(layer, lost, None) if lost else 0.0
        kept = self._norm(layer, whole, None, biased=False)
        sized = self._size(layer, whole, None)
        bias = self._constant(layer, whole, None)
        if bias:
            state["linear"] = False
        factor = factor if broken or constant else 0.0
        own = factor * broken * source.size + factor * constant if factor else 0.0
        defect = kept * source.defect + own
        size = sized * source.size + bias
        for j, each in enumerate(outputs):
            part = self._norm(layer, whole, j, biased=False)
            one = self._norm(layer, lost, j, biased=False) if lost else 0.0
            shift = self._constant(layer, lost, j) if lost else 0.0
            through = sum(
                self._norm(layer, whole, j, biased=False, at=i)
                * state["values"][x].defect
                for i, x in enumerate(inputs)
            )
            through = min(through, part * source.defect)
            big = self._size(layer, whole, j) * source.size + self._constant(
                layer, whole, j
            )
            peak = self._channel(layer, whole, j, source.size)
            moved = through + factor * (one * source.size + shift)
            self._put(state, each, big, moved, peak)
            state["of"][each] = name
        state["joint"][name] = _Reach(size, min(defect, 2 * size))
        exact = self._norm(
            layer, getattr(self, f"_{name}_parts")()[0], None, biased=False
        )
        state["layers"][name] = {
            "norm": kept,
            "exact": 1.0 if layer.residual else exact,
            "broken": math.hypot(broken, constant),
            "defect": own,
        }

    def _stretch_by(self, level):
        kind, bound = level.reach
        return math.exp(bound) if kind == "rapidity" else bound

    def _norm(self, layer, matrices, output, biased, at=None):
        """The operator norm of a layer, or of what goes to one output, or comes from one input."""
        found = [0.0]
        for standard in _subsets(layer.free):
            matrix = layer.matrix(matrices, standard, biased, at, output)
            if matrix is not None:
                found.append(_top(matrix))
        return max(found)

    def _size(self, layer, matrices, output):
        """By how much the largest entries over free axes grow at most."""
        total = 0.0
        for one in layer.apart(matrices):
            matrix = layer.matrix(one, frozenset(), False, None, output)
            total += 0.0 if matrix is None else _top(matrix)
        return total

    def _channel(self, layer, matrices, output, size):
        """The largest norm of one channel of an output, for inputs of this size."""
        total = 0.0
        width = layer.channels[output]
        for one in layer.apart(matrices):
            matrix = layer.matrix(one, frozenset(), False, None, output)
            total += 0.0 if matrix is None else float(_peak(matrix, width)) * size
        bias = layer.bias(matrices, output)
        return total + (0.0 if bias is None else float(_peak(bias, width)))

    def _constant(self, layer, matrices, output):
        """The norm of the bias."""
        bias = layer.bias(matrices, output)
        return 0.0 if bias is None else float(torch.linalg.vector_norm(bias))

    def _certify_each(self, state, inputs, outputs, more, group, change):
        """A function with this Lipschitz constant and value at 0, entry by entry or by length."""
        lipschitz, start, _ = more
        (x,), (y,) = inputs, outputs
        value = state["values"][x]
        if start:
            state["linear"] = False
        size = lipschitz * value.size + start
        self._put(
            state, y, size, lipschitz * value.defect, lipschitz * value.peak + start
        )
        self._follow(state, x, y, lipschitz, start, 0.0, None)

    def _certify_gate(self, state, inputs, outputs, more, group, change):
        (x, g), (y,) = inputs, outputs
        value, gates = state["values"][x], state["values"][g]
        state["linear"] = False
        defect = value.defect + value.peak / 4 * gates.defect
        self._put(state, y, value.size, defect, value.peak)
        self._follow(state, x, y, 1.0, 0.0, value.peak / 4, state["of"].get(g))

    def _follow(self, state, x, y, lipschitz, start, slope, gates):
        """Values made part by part from those of one layer are bounded together, too."""
        parent = state["of"].get(x)
        if parent is None or parent not in state["joint"]:
            return
        key = f"{parent}, part by part"
        record = state.setdefault("parts", {}).setdefault(key, [0.0, 0.0, 0.0, gates])
        if gates is not None and record[3] not in (None, gates):
            return
        record[0], record[1] = max(record[0], lipschitz), math.hypot(record[1], start)
        record[2], record[3] = max(record[2], slope), gates or record[3]
        before = state["joint"][parent]
        defect = record[0] * before.defect
        if record[3] is not None:
            held = state["joint"].get(record[3])
            defect += record[2] * (math.inf if held is None else held.defect)
        size = record[0] * before.size + record[1]
        state["joint"][key] = _Reach(size, min(defect, 2 * size))
        state["of"][y] = key

    def _certify_square(self, state, inputs, outputs, more, group, change):
        (x,), (y,) = inputs, outputs
        value = state["values"][x]
        state["linear"] = False
        self._put(state, y, value.peak * value.size, 2 * value.peak * value.defect)

    def _certify_add(self, state, inputs, outputs, more, group, change):
        (factors,) = more
        held = [(abs(f), state["values"][x]) for f, x in zip(factors, inputs)]
        size = sum(f * value.size for f, value in held)
        defect = sum(f * value.defect for f, value in held)
        peak = sum(f * value.peak for f, value in held)
        self._put(state, outputs[0], size, defect, peak)

    def _certify_bounded(self, state, inputs, outputs, more, group, change):
        """Values of which nothing is known."""
        (note,) = more
        state["notes"][note] = None
        for each in outputs:
            self._put(state, each, math.inf, math.inf)

    def _certify_normalized(self, state, inputs, outputs, more, group, change):
        """Values whose size alone is known."""
        state["linear"] = False
        state["notes"]["layer_norm is bounded by its size"] = None
        self._put(state, outputs[0], self._normal_size(*more), math.inf)

    def _normal_size(self, size, places, scale, shift):
        """The largest norm of what is normalized, scaled and shifted."""
        size = size * float(getattr(self, scale).abs().max())
        if shift is None:
            return size
        return size + places * float(torch.linalg.vector_norm(getattr(self, shift)))


def _top(matrix):
    """The largest singular value, by all of them."""
    return float(torch.linalg.matrix_norm(matrix, 2)) if matrix.numel() else 0.0
