class _Level:
    """How far a group may be left, as `kind` says: in a norm, and by a parameter if `learned`.

    `down` names the subgroups that are kept where this level is let go.
    """

    def __init__(self, group, kind, amount, norm="op", reach=None, **more):
        self.group, self.kind, self.amount = group, kind, amount
        self.norm, self.reach = norm, reach
        self.learned, self.down = more.get("learned"), more.get("down", ())


class _Layer:
    """A linear layer: its values, its matrices, and which bands break which levels.

    `axes` are the groups of free size of every input and output, `moved` its other axes and
    `channels` those of the outputs. `mixed` lists the matrices: groups at the waist, whether there
    is a weight and a bias, and (input, width) of the rows, (output, width) of the columns. A
    `residual` layer is added to its own input.
    """

    def __init__(
        self,
        inputs,
        outputs,
        axes,
        moved,
        channels,
        mixed,
        levels,
        bands,
        views,
        **more,
    ):
        self.inputs, self.outputs, self.axes, self.mixed = inputs, outputs, axes, mixed
        self.moved, self.channels = moved, channels
        self.levels, self.bands, self.views = levels, bands, views
        self.is_framed, self.residual = more["is_framed"], more["residual"]
        self.free = sorted({name for each in axes for name in each})
        self.is_whole = len(mixed) == 1 and not self.free and self._in_order()

    def _in_order(self):
        """Whether the one matrix has the blocks of this layer in their order, each once."""
        _, _, _, rows, columns = self.mixed[0]
        sides = [[end for end, _ in side] for side in (rows, columns)]
        return all(side == sorted(set(side)) for side in sides)

    def breaks(self, level):
        """The numbers of the bands that break a level."""
        return [i for i, broken in enumerate(self.bands) if level in broken]

    def rank(self, kinds):
        """How many axes of these kinds one input, or one output, has at most."""
        return max(
            (sum(kind in kinds for kind, _ in each) for each in self.moved), default=0
        )

    def matrix(self, matrices, standard, biased=True, source=None, target=None):
        """The layer where it acts on what has mean zero over `standard` and is constant else.

        Rows are inputs, with the bias as one more, or one input alone; columns are outputs, or one
        alone. None if there is nothing.
        """
        if self.is_whole and source is None and target is None:
            return self._beside_bias(matrices, biased)
        count = len(self.inputs)
        ins = [i for i in range(count) if standard <= set(self.axes[i])]
        outs = [j for j, axes in enumerate(self.axes[count:]) if standard <= set(axes)]
        ins = [i for i in ins if source in (None, i)]
        outs = [j for j in outs if target in (None, j)]
        blocks, at = {}, iter(matrices)
        for waist, has_weight, has_bias, rows, columns in self.mixed:
            weight = next(at) if has_weight else None
            bias = next(at) if has_bias else None
            if standard <= set(waist) and weight is not None:
                self._cut(blocks, weight, rows, columns, ins, outs)
            if biased and not standard and bias is not None:
                self._cut(blocks, bias[None], ((count, 1),), columns, (count,), outs)
        return self._joined(blocks, [*ins, count], outs)

    def _beside_bias(self, matrices, biased):
        """The one weight and, as one more row, the one bias."""
        at = iter(matrices)
        _, has_weight, has_bias, _, _ = self.mixed[0]
        weight = next(at) if has_weight else None
        bias = next(at) if has_bias and biased else None
        rows = [weight] if bias is None else [weight, bias[None]]
        rows = [row for row in rows if row is not None]
        return torch.cat(rows) if len(rows) > 1 else rows[0] if rows else None

    def bias(self, matrices, target=None):
        """The bias as one row; None if there is none."""
        at, count = iter(matrices), len(self.inputs)
        blocks = {}
        for _, has_weight, has_bias, _, columns in self.mixed:
            next(at) if has_weight else None
            bias = next(at) if has_bias else None
            if bias is not None:
                outs = [j for j, _ in columns if target in (None, j)]
                self._cut(blocks, bias[None], ((count, 1),), columns, (count,), outs)
        return self._joined(blocks, [count], range(len(self.outputs)))

    def apart(self, matrices):
        """The matrices of one waist after the other, the others set to nothing."""
        matrices = tuple(matrices)
        for i, each in enumerate(matrices):
            if each is not None and each.dim() > 1:
                yield tuple(m if i == k else None for k, m in enumerate(matrices))

    def _cut(self, blocks, matrix, rows, columns, ins, outs):
        """Adds the blocks of a matrix to those of the layer."""
        widths = [width for _, width in columns]
        for (i, _), row in zip(rows, matrix.split([width for _, width in rows], 0)):
            for (j, _), block in zip(columns, row.split(widths, 1)):
                if i in ins and j in outs:
                    blocks[i, j] = blocks.get((i, j), 0) + block

    def _joined(self, blocks, ins, outs):
        if not blocks:
            return None
        heights = {i: blocks[i, j].shape[0] for i, j in blocks}
        widths = {j: blocks[i, j].shape[1] for i, j in blocks}
        like = next(iter(blocks.values()))
        whole = [
            [
                blocks.get((i, j), like.new_zeros(heights[i], widths[j]))
                for j in outs
                if j in widths
            ]
            for i in ins
            if i in heights
        ]
        return torch.cat([torch.cat(row, 1) for row in whole])
