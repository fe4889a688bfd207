def _and_asked(own):
    """What a model is asked, and the models within of what they are given by it."""
    name = own.__name__

    @functools.wraps(own)
    def asked(self, *arguments, **options):
        told = {}

        def ask(inner, given, named):
            told.setdefault(inner, []).append(getattr(inner, name)(*given, **named))

        inner = [getattr(self, each) for each in self.inner]
        hooks = [
            each.register_forward_pre_hook(ask, with_kwargs=True)
            for each in inner
            if hasattr(each, name)
        ]
        try:
            self(*arguments, **options)
        finally:
            for hook in hooks:
                hook.remove()
        found = [sum(each) / len(each) for each in told.values()]
        mine = own(self, *arguments, **options)
        found += [] if mine is None else [mine]
        return sum(found) / len(found) if name == "identity_metric" else sum(found)

    return asked
