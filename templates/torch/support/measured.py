class _Measured:
    """How far a model is from its symmetries on data: empirical, where a certificate is proved."""

    def _moves_of(self, group):
        """How a group moves values; of none the one that has a level, or the only one."""
        layers = self.graded.values()
        leveled = {level.group for layer in layers for level in layer.levels}
        meant = [name for name in self.moves if name in leveled] or list(self.moves)
        if group is None and len(meant) == 1:
            return self.moves[meant[0]]
        if group not in self.moves:
            known = ", ".join(sorted(self.moves)) or "none"
            raise ValueError(f"group: expected one of {known}, got {group!r}")
        return self.moves[group]

    @torch.no_grad()
    def equivariance_error(
        self, *inputs, group=None, samples=8, generator=None, **options
    ):
        """f(g x) against g f(x) for random g: the largest, the mean, and that over |f|.

        The group need not be said where one has a level, or there is one. Options are those of
        the model, such as masks. Use float64, where rounding is far below what is measured.
        """
        moves = self._moves_of(group)
        given = [leaf for value in inputs for leaf in _leaves(value)]
        plain = _leaves(self(*inputs, **options))
        size = math.sqrt(sum(float(_squared([each])) for each in plain))
        errors = []
        for _ in range(samples):
            element = moves.element(generator)
            moved = iter(moves.apply(element, given, moves.arguments))
            after = self(*[_refilled(value, moved) for value in inputs], **options)
            wanted = moves.apply(element, plain, moves.results)
            errors.append([a - b for a, b in zip(_leaves(after), wanted)])
        lengths = [
            math.sqrt(sum(float(_squared([x])) for x in each)) for each in errors
        ]
        largest = max(
            (float(x.abs().max()) for each in errors for x in each), default=0.0
        )
        mean = sum(lengths) / max(1, len(lengths))
        return {"largest": largest, "mean": mean, "relative": mean / max(size, 1e-300)}

    def lie_derivative(self, *inputs, group=None, **options):
        """How fast f(g x) leaves g f(x) as g leaves 1, and what each layer has to do with it.

        `total` is the root of the sum of squares over outputs and generators. `layers` has the same
        of each layer's weights: ||X W|| / ||W||, which is what isotropic inputs would see.
        """
        moves = self._moves_of(group)
        given = [leaf for value in inputs for leaf in _leaves(value)]
        fixed = [not (leaf.is_floating_point() or leaf.is_complex()) for leaf in given]
        loose = [leaf for leaf, still in zip(given, fixed) if not still]

        def run(*leaves):
            held = iter(leaves)
            whole = iter([x if still else next(held) for x, still in zip(given, fixed)])
            made = self(*[_refilled(value, whole) for value in inputs], **options)
            return tuple(_leaves(made))

        total = 0.0
        for number in range(moves.dimension):
            along = tuple(
                moves.derivative(number, tensor, axes)
                for tensor, axes, still in zip(given, moves.arguments, fixed)
                if not still
            )
            values, slopes = torch.func.jvp(run, tuple(loose), along)
            for value, slope, axes in zip(values, slopes, moves.results):
                wanted = moves.derivative(number, value, axes)
                total += float(_squared([slope - wanted]).detach())
        layers = {}
        for name, layer in self.graded.items():
            whole = tuple(None if w is None else w.detach() for w in self._whole(name))
            rate = sum(
                map(_squared, self._derivatives(layer, group, whole, frozenset()))
            )
            size = float(_squared(whole))
            size += float(self._reference(layer, ())) ** 2 if layer.residual else 0.0
            size = size or 1.0
            layers[name] = math.sqrt(float(rate) / size)
        return {"total": math.sqrt(total), "layers": layers}

    def _reference(self, layer, exact):
        """The length of the exact part; that of the identity for a residual layer."""
        if layer.residual:
            rows = {i: w for _, _, _, blocks, _ in layer.mixed for i, w in blocks}
            return sum(rows.values()) ** 0.5
        return _squared(exact).sqrt()

    def _derivatives(self, layer, group, matrices, standard):
        """X W for every element X of the Lie algebra, block by block."""
        moves, count = self._moves_of(group), len(layer.inputs)
        found = [[torch.zeros_like(self.annealing)]]
        for j in range(len(layer.outputs)):
            bias = layer.bias(matrices, j) if not standard else None
            blocks = [(None, bias)]
            blocks += [
                (i, layer.matrix(matrices, standard, False, i, j)) for i in range(count)
            ]
            for i, block in blocks:
                if block is None:
                    continue
                into = self._slots(layer, moves, count + j)
                back = () if i is None else self._slots(layer, moves, i)
                for number in range(moves.dimension):
                    change = self._turned(moves, number, block, into, 1)
                    if back:
                        change = change + self._turned(moves, number, block, back, 0)
                    found.append([change])
        return found

    def _slots(self, layer, moves, end):
        """The axes of a group among the entries of an input or output: (before, length, kind)."""
        slots, before = [], 1
        for kind, length in layer.moved[end]:
            if kind in moves.kinds:
                slots.append((before, length, kind))
            before *= length
        return slots

    def _turned(self, moves, number, block, slots, side):
        """A block with one side moved: the output as it is, the input as a dual."""
        total = torch.zeros_like(block)
        for before, length, kind in slots:
            matrix = moves.algebra[kind][number].to(block.device)
            matrix = (matrix if block.is_complex() else matrix.real).to(block.dtype)
            cut = block.unflatten(side, (before, length, -1))
            if side == 0:
                turned = -torch.einsum("blrc,lm->bmrc", cut, matrix)
            else:
                turned = torch.einsum("cblr,ml->cbmr", cut, matrix)
            total = total + turned.reshape(block.shape)
        return total
