class _Freed:
    """What the levels of a model are let go by, with the function that it has."""

    @torch.no_grad()
    def relax_to(self, subgroup=None):
        """Lets the model leave its groups down to a subgroup, or as far as its spec allows.

        Outputs stay as they are to rounding: weights that break a symmetry become what was applied
        of them. From now on nothing ties or bounds these; `levels()` says inf. The subgroup itself
        is kept as far as it was. Like a device this is no part of the `state_dict`: call it before
        such weights are loaded. Returns the module.
        """
        each = [level for layer in self.graded.values() for level in layer.levels]
        known = sorted({name for level in each for name in level.down})
        if subgroup is not None and subgroup not in known:
            told = ", ".join(known) or "none: without one all levels are let go"
            raise ValueError(
                f"subgroup: expected one that a level is kept down to ({told}), "
                f"got {subgroup!r}"
            )
        for name, layer in self.graded.items():
            self._steadily(self._free, name, layer, subgroup)
        held = {level.learned for level in each if level.kind != "free"}
        for level in each:
            if level.learned is not None and level.learned not in held:
                getattr(self, level.learned).requires_grad_(False)
        return self

    def _free(self, name, layer, subgroup):
        """Takes the levels of a layer away that are above a subgroup."""
        freed = [x for x in layer.levels if subgroup is None or subgroup in x.down]
        if not freed:
            return
        exact, *bands = getattr(self, f"_{name}_parts")()
        scales = self._limits(layer, exact, bands)
        for scale, band in zip(scales, self._band_parameters(name)):
            for parameter in band:
                parameter.mul_(scale)
        for level in freed:
            level.kind = "free"
