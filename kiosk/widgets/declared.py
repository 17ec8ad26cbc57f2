"""The C declarations of Cairo and Pango, read once at the set-up instead of at every start.

cairocffi, pangocffi and pangocairocffi have cffi parse their C declarations whenever they are imported: a sixth of a second of every
process with a window. cffi can write what it has parsed as a module ("out-of-line, ABI level": cffi's documentation, "Preparing and
Distributing modules"); the packages of Pango keep a folder for it, which their wheels leave empty. `python -m kiosk.widgets.declared`
(`make compiled`) fills it for all three, and `use` has them take it, as Python takes a .pyc: where it was made of these very files, else
they parse as ever.
"""

from __future__ import annotations

import os
import py_compile
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

import cffi

_SONAMES: Final = {
    "PANGO_LOCATION": "libpango-1.0.so.0",
    "GOBJECT_LOCATION": "libgobject-2.0.so.0",
    "GLIB_LOCATION": "libglib-2.0.so.0",
    "PANGOCAIRO_LOCATION": "libpangocairo-1.0.so.0",
}
"""Where pangocffi and pangocairocffi look first. Without they start ldconfig and a compiler, some ten processes, to find the same."""


@dataclass(frozen=True, slots=True)
class _Declarations:
    """`module` of `package` makes the FFI `names`, which others include before; `sources` are what it makes them of."""

    package: str
    module: str
    names: tuple[str, ...]
    sources: tuple[str, ...]


_ALL: Final = (
    _Declarations("cairocffi", "ffi", ("ffi", "ffi_pixbuf"), ("ffi.py", "constants.py")),
    _Declarations("pangocffi", "ffi_build", ("ffi",), ("ffi_instance_builder.py", "c_definitions_glib.txt", "c_definitions_pango.txt")),
    _Declarations("pangocairocffi", "ffi_build", ("ffi",), ("ffi_build.py", "c_definitions_cairo.txt", "c_definitions_pangocairo.txt")),
)


def use() -> None:
    """To be called before the three are imported. Does nothing for those of which nothing was written, or of other files."""
    for variable, soname in _SONAMES.items():
        os.environ.setdefault(variable, soname)
    for declarations in _ALL:
        _use(declarations)


def _use(declarations: _Declarations) -> None:
    folder = _folder(declarations)
    stands_for = f"{declarations.package}.{declarations.module}"
    if stands_for in sys.modules or not _is_written(declarations):
        return
    found = {name: _loaded(declarations.package, name, folder) for name in declarations.names}
    module = found["ffi"]
    for name, other in found.items():
        setattr(module, name, other.ffi)
    sys.modules[stands_for] = module


def _loaded(package: str, name: str, folder: Path) -> Any:
    spec = spec_from_file_location(_written_as(package, name), folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # those that include it import it by this name
    spec.loader.exec_module(module)
    return module


def write() -> None:
    """Writes what cffi parses, beside the libraries, unless it is there. Raises OSError where that folder may not be written."""
    for declarations in _ALL:
        if _is_written(declarations):
            continue
        folder = _folder(declarations)
        folder.mkdir(exist_ok=True)
        (folder / "made_of").unlink(missing_ok=True)
        module = import_module(f"{declarations.package}.{declarations.module}")
        for name in declarations.names:
            ffi: Any = getattr(module, name)
            with suppress(ValueError):  # the two of Pango know their place already
                ffi.set_source(_written_as(declarations.package, name), None)
            ffi.compile(str(folder.parents[1]))
            py_compile.compile(str(folder / f"{name}.py"), doraise=True)
        (folder / "made_of").write_text(_made_of(declarations, folder.parent), encoding="ascii")


def _written_as(package: str, name: str) -> str:
    return f"{package}._generated.{name}"


def _folder(declarations: _Declarations) -> Path:
    spec = find_spec(declarations.package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "_generated"


def _is_written(declarations: _Declarations) -> bool:
    """Whether what stands there was made of the files that the library has now."""
    folder = _folder(declarations)
    made_of = _read(folder / "made_of")
    return made_of is not None and made_of == _made_of(declarations, folder.parent)


def _made_of(declarations: _Declarations, folder: Path) -> str:
    """Size and time of the files, as Python judges whether a .pyc is of its source; and cffi's version, whose format it is."""
    stats = ((source, (folder / source).stat()) for source in declarations.sources)
    return "\n".join([f"cffi {cffi.__version__}", *(f"{source} {stat.st_size} {stat.st_mtime_ns}" for source, stat in stats)])


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return None


if __name__ == "__main__":
    write()
