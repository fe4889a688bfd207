def _fields(name, value, keys, names):
    """The fields of a record: a named tuple with these names, or a mapping with these keys."""
    if isinstance(value, Mapping):
        return _entries_of(name, value, keys)
    if not isinstance(value, (tuple, list)) or len(value) != len(keys):
        raise ValueError(f"{name}: expected a record of {', '.join(names)}")
    return tuple(value)
