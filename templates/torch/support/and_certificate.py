def _and_certificate(own):
    """`certificate` of a model: none where a model within breaks a symmetry."""

    @functools.wraps(own)
    def certificate(self, *arguments, **options):
        found = dict(own(self, *arguments, **options))
        notes = list(found["assumptions"])
        for name in self.inner:
            told = getattr(self, name).certificate()
            notes += [f"{name}: {note}" for note in told["assumptions"]]
            if told["bound"] != 0:
                found["bound"] = math.inf
        found["assumptions"] = tuple(notes)
        return found

    return certificate
