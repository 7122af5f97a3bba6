"""Fetches the sources and modules that nobody here wrote, once, into a cache outside of the build folder.

Debian's source packages come through apt with a package list of our own, so neither the machine's configuration nor its
deb-src lines matter; npm packages come through npm. Nothing is installed and nothing from a package is run here.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

DEBIAN_SOURCES = """\
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def cache_root():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    root = pathlib.Path(os.environ.get("WASIXC_TEST_CACHE") or pathlib.Path(base) / "wasixc/test-packages")
    root.mkdir(parents=True, exist_ok=True)
    return root


class FetchError(Exception):
    """The package could not be had: no network, or no such package."""


def run(command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise FetchError(f"$ {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def once(name, fill):
    """The folder NAME of the cache; `fill` makes its content, all of it or nothing."""
    final = cache_root() / name
    if not final.is_dir():
        partial = pathlib.Path(tempfile.mkdtemp(prefix=name.replace("/", "_") + ".", dir=cache_root()))
        try:
            fill(partial)
            final.parent.mkdir(parents=True, exist_ok=True)
            partial.rename(final)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return final


def apt(folder, *arguments):
    """apt-get with every bit of its state below FOLDER."""
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    (folder / "debian.sources").write_text(DEBIAN_SOURCES)
    places = {"Etc::sourcelist": folder / "debian.sources", "Etc::sourceparts": "/dev/null",
              "State::lists": folder / "lists", "Cache": folder / "cache"}
    options = [f"-oDir::{key}={value}" for key, value in places.items()]
    # Dropping to apt's own user would lock it out of a folder that belongs to this one.
    return run(["apt-get", "-qq", "-oAPT::Sandbox::User=root", *options, *arguments], cwd=folder)


def debian_source(package):
    """The upstream sources of a Debian package, without Debian's patches."""

    def fill(folder):
        with tempfile.TemporaryDirectory() as state:
            state = pathlib.Path(state)
            apt(state, "update")
            apt(state, "source", "--download-only", package)
            description, = state.glob("*.dsc")
            run(["dpkg-source", "--no-check", "--skip-patches", "--extract", description, folder / "source"])

    return once(f"debian-{package}", fill) / "source"


def npm_package(package):
    """The unpacked content of an npm package; its install scripts are not run."""

    def fill(folder):
        run(["npm", "pack", "--silent", "--ignore-scripts", package], cwd=folder)
        archive, = folder.glob("*.tgz")
        run(["tar", "--extract", "--gzip", "--file", archive], cwd=folder)
        archive.unlink()

    return once("npm-" + package.strip("@").replace("/", "-"), fill) / "package"
