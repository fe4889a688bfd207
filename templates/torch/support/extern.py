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
        if not callable(given):
            raise ValueError(f"{name}: {path} is a {type(given).__name__}, not a class")
        try:
            given = given()
        except TypeError as problem:
            told = f"{path} cannot be called without arguments ({problem})"
            raise ValueError(f"{name}: {told}; pass a module") from problem
    made = given if isinstance(given, nn.Module) else None
    if made is None:
        raise ValueError(f"{name}: expected an nn.Module, got {type(given).__name__}")
    return made.to(device=device, dtype=dtype)
