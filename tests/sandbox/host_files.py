#!/usr/bin/env python3
"""A grant of the host's whole tree: its files, and nothing of its processes, its devices and its kernel.

usage: host_files.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import shutil
import stat
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 120
HOST = "/host"  # the host's root, for the guest
PUBLIC = {"cpuinfo", "filesystems", "meminfo", "uptime", "version"}
HARMLESS = {"null", "zero", "full", "random", "urandom"}
LOOKS_OF_A_NAME = {"stat", "lstat", "chdir"}
IS_ROOT = os.geteuid() == 0


def names(folder):
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def tree(folder, depth):
    """Everything below a folder, without following links."""
    for name in names(folder):
        path = f"{folder}/{name}"
        yield path
        if depth > 1 and os.path.isdir(path) and not os.path.islink(path):
            yield from tree(path, depth - 1)


class HostFilesTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        module, cls.program = cls.work / "host_files.wasm", cls.work / "host_files"
        toolchain.build([*toolchain.guest_compiler("host_files.c", "wasix"), "-O1", HERE / "host_files.c", "-o", module])
        toolchain.build([cls.wasixc, module, "-o", cls.program])

    def setUp(self):
        self.folder = self.work / "folder"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def successes(self, paths, options=f"--dir /::{HOST}:ro", prefix=()):
        """What worked, as pairs of a way and a path."""
        done = subprocess.run([*prefix, self.program], input="".join(f"{path}\n" for path in paths), env={"WASIXC_OPTIONS": options},
                              stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT, errors="replace", cwd=self.work)
        self.assertEqual(done.returncode, 0)
        return {tuple(line.split(" ", 1)) for line in done.stdout.splitlines()}

    def assert_shows_only_public(self, found, root):
        """`root` is where a procfs is for the guest."""
        allowed = {(way, root) for way in LOOKS_OF_A_NAME | {"read", "directory", "list"}}
        allowed |= {("entry", f"{root}/{name}") for name in PUBLIC | {".", ".."}}
        allowed |= {(way, f"{root}/{name}") for name in PUBLIC for way in ("read", "stat", "lstat")}
        self.assertEqual(found - allowed, set())
        self.assertIn(("list", root), found)
        self.assertIn(("read", f"{root}/meminfo"), found)

    # Processes

    def process_paths(self):
        own = [f"/proc/{os.getpid()}", "/proc/self", "/proc/thread-self", "/proc/1"]
        yield from ["/proc", *tree("/proc", 1), *own]
        for folder in own:
            yield from tree(folder, 2)
        yield from tree("/proc/sys", 2)
        yield from ("/proc/self/../version", "/proc/1/../meminfo", "/proc/sys/../meminfo", "/proc/self/root/etc/passwd",
                    "/proc/self/cwd", "/proc/version/", "/proc/new")

    def test_processes_are_not_shown(self):
        self.assert_shows_only_public(self.successes(HOST + path for path in self.process_paths()), f"{HOST}/proc")

    def test_spellings_lead_nowhere_else(self):
        (self.folder / "process").symlink_to("../" * (len(self.folder.parts) - 1) + "proc/self")
        (self.folder / "root").symlink_to("../" * (len(self.folder.parts) - 1) + "proc")
        folder = str(self.folder)
        paths = ["//proc//self//environ", "/./proc/./self/environ", "/etc/../proc/self/environ", "/proc/../proc/self/environ",
                 f"{folder}/process", f"{folder}/process/environ", f"{folder}/root/self", f"{folder}/root/self/maps",
                 f"{folder}/root/../proc/1/environ", "/proc/1/", "/proc/self/.", "/proc/self/fd/0", "/dev/fd/0", "/dev/stdin"]
        found = {pair for pair in self.successes(HOST + path for path in paths) if pair[0] not in ("lstat", "readlink")}
        self.assertEqual(found, set())

    def test_a_grant_of_the_process_file_system_shows_no_more(self):
        for options in ("--dir /proc::/p:ro", "--dir /proc::/p"):
            paths = [path.replace("/proc", "/p", 1) for path in self.process_paths()]
            self.assert_shows_only_public(self.successes(paths, options), "/p")

    def test_directories_of_the_kernel_are_not_granted(self):
        for folder in ("/proc/self", "/proc/1", "/proc/sys", "/sys", "/sys/kernel", "/dev/pts"):
            if os.path.isdir(folder):
                done = subprocess.run([self.program], stdin=subprocess.DEVNULL, env={"WASIXC_OPTIONS": f"--dir {folder}:ro"},
                                      capture_output=True, text=True, timeout=TIME_LIMIT)
                self.assertEqual((done.returncode, done.stdout), (2, ""), folder)
                self.assertIn(f"cannot grant directory '{folder}'", done.stderr)

    @unittest.skipUnless(IS_ROOT, "mounts need root")
    def test_other_mounts_of_it_show_no_more(self):
        place, part = self.folder / "place", self.folder / "part"
        place.mkdir()
        part.mkdir()
        file = self.folder / "file"
        file.touch()
        script = ('mount --bind /proc "$1" && mount --bind /proc/self "$2" && mount --bind /proc/self/environ "$3" && shift 3 '
                  '&& exec "$@"')
        prefix = ["unshare", "-m", "sh", "-c", script, "sh", place, part, file]
        if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
            self.skipTest("no mounts here")
        for options, above in ((f"--dir /::{HOST}:ro", f"{HOST}{self.folder}"), (f"--dir {self.folder}::/x:ro", "/x"), (f"--dir {self.folder}::/x", "/x")):
            paths = [path.replace("/proc", f"{above}/place", 1) for path in self.process_paths()]
            paths += [f"{above}/part", f"{above}/part/environ", f"{above}/part/fd", f"{above}/file"]
            found = self.successes(paths, options, prefix)
            names_of_mounts = {(way, f"{above}/{name}") for way in ("stat", "lstat", "chdir") for name in ("part", "file")}
            self.assert_shows_only_public(found - names_of_mounts, f"{above}/place")

    # The kernel and its devices

    def test_settings_of_the_kernel_are_not_shown(self):
        paths = ["/sys", *tree("/sys", 3), "/sys/kernel/../kernel", "/dev/pts", *tree("/dev/pts", 1)]
        names_of_mounts = {(way, HOST + path) for way in LOOKS_OF_A_NAME for path in ("/sys", "/dev/pts")}
        self.assertEqual(self.successes(HOST + path for path in paths) - names_of_mounts, set())

    def test_devices_are_not_opened(self):
        devices = [path for path in tree("/dev", 3) if stat.S_ISCHR(os.lstat(path).st_mode) or stat.S_ISBLK(os.lstat(path).st_mode)]
        for options, above in ((f"--dir /::{HOST}:ro", f"{HOST}/dev"), ("--dir /dev::/dev:ro", "/dev"), ("--dir /dev::/d:ro", "/d")):
            found = self.successes([path.replace("/dev", above, 1) for path in devices], options)
            opened = {path for way, path in found if way not in LOOKS_OF_A_NAME}
            self.assertLessEqual(opened, {f"{above}/{name}" for name in HARMLESS})
            self.assertIn(f"{above}/null", opened)

    @unittest.skipUnless(IS_ROOT, "device nodes need root")
    def test_devices_elsewhere_are_not_opened_either(self):
        nodes = {"mem": (stat.S_IFCHR, 1, 1), "kmsg": (stat.S_IFCHR, 1, 11), "tty": (stat.S_IFCHR, 5, 0), "ptmx": (stat.S_IFCHR, 5, 2),
                 "fuse": (stat.S_IFCHR, 10, 229), "loop": (stat.S_IFBLK, 7, 0), "ram": (stat.S_IFBLK, 1, 0), "null": (stat.S_IFCHR, 1, 3)}
        for name, (kind, major, minor) in nodes.items():
            os.mknod(self.folder / name, 0o666 | kind, os.makedev(major, minor))
        for options in (f"--dir {self.folder}::/x", f"--dir {self.folder}::/x:ro"):
            found = self.successes([f"/x/{name}" for name in nodes], options)
            ways = {"read", "write", "update", "create", "directory", "list"}
            self.assertEqual({path for way, path in found if way in ways}, {"/x/null"})

    # Files are files

    def test_files_on_other_mounts_are_reached(self):
        self.assertIn(("read", f"{HOST}/etc/passwd"), self.successes([f"{HOST}/etc/passwd"]))
        if not IS_ROOT or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
            return
        mount = self.folder / "mount"
        mount.mkdir()
        script = 'mount -t tmpfs none "$1" && mkdir "$1/d" && echo > "$1/d/file" && ln -s d/file "$1/link" && ln -s ../outside "$1/up" && shift && exec "$@"'
        (self.folder / "outside").write_text("outside")
        found = self.successes(["/x/mount/d/file", "/x/mount/link", "/x/mount/up", "/x/mount/d/../../outside", "/x/mount/new", "/x/mount"],
                               f"--dir {self.folder}::/x", ["unshare", "-m", "sh", "-c", script, "sh", mount])
        for path in ("/x/mount/d/file", "/x/mount/link", "/x/mount/up", "/x/mount/d/../../outside"):
            self.assertIn(("update", path), found)
        self.assertIn(("create", "/x/mount/new"), found)
        self.assertIn(("list", "/x/mount"), found)

    def test_waiting_for_a_named_pipe_can_be_ended(self):
        os.mkfifo(self.folder / "fifo")
        done = subprocess.run([self.program, "/x/fifo"], env={"WASIXC_OPTIONS": f"--dir {self.folder}::/x"}, capture_output=True,
                              text=True, timeout=TIME_LIMIT)
        self.assertEqual((done.stdout, done.returncode), ("20 ended\n", 0))


if __name__ == "__main__":
    sys.exit(runner.run_case(HostFilesTest, __doc__, "build/sandbox-host-files"))
