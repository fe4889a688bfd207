def _fields(name, value, keys, names):
    """The fields of a record: a named tuple with these names, or a mapping with these keys."""
    if isinstance(value, Mapping):
        missing = [key for key in keys if key not in value]
        extra = [str(key) for key in value if key not in keys]
        if missing or extra:
            raise ValueError(f"{name}: missing keys {missing}, unexpected keys {extra}")
        return tuple(value[key] for key in keys)
    if isinstance(value, Tensor) or len(value) != len(keys):
        raise ValueError(f"{name}: expected a record of {', '.join(names)}")
    return tuple(value)
