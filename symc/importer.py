"""Imports specs as if they were modules: off until `import symc.importer` says otherwise.

    import symc.importer
    from dipole import Dipole  # compiles dipole.sym, where there is no dipole.py

A spec is found where Python looks for modules, after all modules; it is compiled at each first
import and nothing is written. A spec that does not compile raises `ImportError` with what is wrong.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

__all__ = ["install", "uninstall"]


class _Loader(SourceLoader):
    """Compiles a spec to the source of a module."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text: str | None = None

    def get_filename(self, fullname: str) -> str:
        """A name for tracebacks, which look up its lines with `get_source`."""
        return f"{self._path}.py"

    def get_data(self, path: str | bytes) -> bytes:
        """The generated source; there is no other file to read."""
        if path != self.get_filename(""):
            raise OSError(f"no such file: {path!r}")
        if self._text is None:
            from symc import CompileError, compile

            try:
                self._text = compile(self._path)
            except CompileError as problem:
                name, path = self._path.stem, str(self._path)
                raise ImportError(f"{path}:\n{problem}", name=name, path=path) from None
        return self._text.encode("utf-8")

    def get_code(self, fullname: str) -> CodeType:
        """Always from the spec: a spec may import others, so no cached code is trusted."""
        source = self.get_data(self.get_filename(fullname))
        return self.source_to_code(source, self.get_filename(fullname))


class _Finder(MetaPathFinder):
    """Finds `name.sym` in the folders in which Python looks for `name`."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The module of a spec, if there is one."""
        name = fullname.rpartition(".")[2]
        for folder in sys.path if path is None else path:
            spec = Path(folder or ".") / f"{name}.sym"
            if spec.is_file():
                loader = _Loader(spec.resolve())
                return spec_from_loader(fullname, loader, origin=loader.get_filename(fullname))
        return None


_FINDER = _Finder()


def install() -> None:
    """Lets specs be imported from now on; done by the import of this module."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.append(_FINDER)


def uninstall() -> None:
    """Ends that; modules already imported stay."""
    if _FINDER in sys.meta_path:
        sys.meta_path.remove(_FINDER)


install()
