def _extern(name, path, given, device, dtype):
    """A module of the user's: the one that is given, or a new one of its class."""
    if given is None:
        module, _, words = path.partition(":")
        try:
            given = importlib.import_module(module)
            for word in words.split("."):
                given = getattr(given, word)
        except (ImportError, AttributeError) as problem:
            raise ValueError(f"{name}: cannot find {path} ({problem})") from problem
    made = given if isinstance(given, nn.Module) else given()
    return made.to(device=device, dtype=dtype)
