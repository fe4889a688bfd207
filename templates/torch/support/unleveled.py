class _Unleveled:
    """A model whose layers have no level: nothing is bounded, learned or let go."""

    def _whole(self, name):
        """The matrices that a layer applies."""
        return self._steadily(getattr(self, f"_{name}_parts"))[0]

    def _lost(self, layer, name, group):
        return None, 0.0

    def levels(self):
        """The level of every group that has one."""
        return {}

    def relax_to(self, subgroup=None):
        """Lets the model leave its groups: no level holds it. Returns the module."""
        if subgroup is not None:
            raise ValueError(
                "subgroup: expected one that a level is kept down to "
                f"(none: without one all levels are let go), got {subgroup!r}"
            )
        return self

    def project_(self):
        """Takes what exceeds a level out of the weights: nothing. Returns the module."""
        return self

    def regularization_loss(self, rule="gradient"):
        """What to add to the loss, times a strength; 0 where all is exact."""
        if rule not in ("gradient", "fixed", "dual"):
            raise ValueError(
                f'rule: expected "gradient", "fixed" or "dual", got {rule!r}'
            )
        return torch.zeros_like(self.annealing)

    def retune_levels(self, power=2.0):
        """Sets learned levels, of which there are none, and returns all."""
        return self.levels()

    def dual_step(self, rate):
        """The multiplier of every group that has a level."""
        return {}

    def band_energy(self):
        """What breaks each group that has a level, over all layers."""
        return {}

    def layer_energy(self):
        """The same layer by layer: {layer: {group: r}}."""
        return {name: {} for name in self.graded}

    @torch.no_grad()
    def snap_(self):
        """The nearest model that is exact; returns a bound on how far outputs have moved."""
        return self.certificate(change=True)["bound"]
