#!/usr/bin/env python3
"""What compiles the modules that a guest runs or loads, what it can reach, and where the results are kept.

usage: compiler.py [--wasixc FILE] [--work DIR] [TEST...]

Exits with 77 when wasixc is missing. Some tests need to be root.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

import loading

MODULE = "/ro/program.wasm"
NOBODY = 65534
# A compiler that tells, as its messages, what it finds: the first line is passed on.
SPY = r"""
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
extern char **environ;
int main(int count, char **arguments) {
  struct rlimit memory, processor;
  getrlimit(RLIMIT_AS, &memory), getrlimit(RLIMIT_CPU, &processor);
  char module[5] = "";
  read(0, module, 4);
  int open_files = 0, other = 0;
  for (int fd = 0; fd < 1024; ++fd)
    open_files += fcntl(fd, F_GETFD) >= 0;
  fprintf(stderr, "variables %d; files %d; module %d; ", environ[0] != 0, open_files, module[1] == 'a');
  fprintf(stderr, "memory %d; time %d; ", memory.rlim_cur != RLIM_INFINITY, processor.rlim_cur != RLIM_INFINITY);
  fprintf(stderr, "secret %d; create %d; ", open("SECRET", O_RDONLY) >= 0, open("CREATED", O_CREAT | O_WRONLY, 0600) >= 0);
  fprintf(stderr, "socket %d; leader %d; ", socket(AF_INET, SOCK_STREAM, 0) >= 0, getsid(0) == getpid());
  fprintf(stderr, "kill %d\n", kill(getppid(), 0) == 0);
  return 1;
}
"""
FOUND = "variables 0; files 3; module 1; memory 1; time 1; secret 0; create 0; socket 0; leader 1; kill 0"


class Compiler(loading.Loading):
    def setUp(self):
        super().setUp()
        self.put("program.wasm", "ro/program.wasm")

    def compile_with(self, compiler, *actions, **options):
        return self.run_guest(*(actions or [f"run:{MODULE}"]), options=["--compiler", compiler], **options)

    def entries(self, name="modules"):
        folder = self.root / "cache/wasixc" / name
        return sorted(folder.iterdir()) if folder.exists() else []

    def refused(self, message, compiler, **options):
        done = self.compile_with(compiler, **options)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn(message, done.stderr)

    def build(self, text, place):
        """A compiler made of a C program."""
        source = self.files / "compiler.c"
        source.write_text(text)
        loading.toolchain.build(["clang-22", "-w", source, "-o", self.root / place])
        return self.root / place

    # Off, unless named

    def test_nothing_is_compiled_without_a_name(self):
        shutil.copy(self.files / "loader", self.root / "loader")
        os.symlink(self.wasixc, self.root / "wasixc")
        done = self.run_guest(f"run:{MODULE}", f"load:{MODULE}", environment={"WASIXC_COMPILER": str(self.wasixc)})
        self.assert_refused(done, MODULE, "no compiler is named (--compiler wasixc)", loading.NOEXEC)
        done = subprocess.run([self.root / "loader", f"run:{MODULE}"], cwd=self.root, capture_output=True, text=True,
                              env={"WASIXC_OPTIONS": "--dir ro::/ro:ro", "WASIXC_COMPILER": "wasixc",
                                   "PATH": str(self.root)}, timeout=60)
        self.assert_refused(done, MODULE, "no compiler is named", loading.NOEXEC)

    def test_a_guest_makes_a_compiler_beside_the_program(self):
        shutil.copy(self.files / "loader", self.root / "rw/loader")
        (self.root / "rw/x.wasm").write_bytes(b"\0asm\n echo ran >&2\nexit 1\n")
        done = subprocess.run([self.root / "rw/loader", "link:../../../../../../../bin/sh:/wasixc", "load:/x.wasm"],
                              cwd=self.root / "rw", capture_output=True, text=True, timeout=60,
                              env={"WASIXC_OPTIONS": "--dir .::/", "HOME": str(self.root)})
        self.assertIn(f"load /x.wasm: errno {loading.NOEXEC}\n", done.stderr)
        self.assertNotIn("ran", done.stderr)

    # Named

    def test_programs_and_libraries(self):
        self.put("library.wasm", "rw/library.wasm")
        self.put("program.wasm", "rw/program.wasm")
        for _ in range(2):
            done = self.compile_with(self.wasixc, f"run:{MODULE}", "run:/rw/program.wasm", "load:/rw/library.wasm",
                                     f"run:{MODULE}")
            self.assertEqual(done.stderr.count(loading.RAN), 3, done.stderr)
            self.assertIn("load /rw/library.wasm: errno 0\n", done.stderr)
            self.assertEqual(len(self.entries()), 2)
        self.assertEqual({entry.stat().st_mode & 0o777 for entry in self.entries()}, {0o700})
        self.assertEqual((self.root / "cache/wasixc").stat().st_mode & 0o777, 0o700)

    def test_the_search_path(self):
        path = f".:rw::{self.wasixc.parent}"
        os.symlink("/bin/sh", self.root / "wasixc")
        self.assert_runs(self.compile_with("wasixc", environment={"PATH": path}), MODULE)
        for path in ("", ".", "rw:."):
            self.refused("cannot use the compiler 'wasixc': no absolute directory in PATH has it", "wasixc",
                         environment={"PATH": path})

    def test_compiled_in(self):
        program = self.root / "compiled"
        loading.toolchain.build([self.wasixc, "-O1", self.files / "loader.wasm", "-o", program, "--dir",
                                 f"{self.root}/ro::/ro:ro", "--compiler", self.wasixc])
        done = subprocess.run([program, f"run:{MODULE}"], capture_output=True, text=True, timeout=60,
                              env={"XDG_CACHE_HOME": str(self.root / "cache")})
        self.assert_runs(done, MODULE)

    def test_run_names_itself(self):
        done = subprocess.run([self.wasixc, "run", "-O1", "--compiler", "wasixc", "--dir", "ro::/ro:ro",
                               self.files / "loader.wasm", f"run:{MODULE}"], cwd=self.root, capture_output=True, text=True,
                              env={"XDG_CACHE_HOME": str(self.root / "cache"), "PATH": ""}, timeout=120)
        self.assert_runs(done, MODULE)

    def test_what_is_missing_or_no_program(self):
        self.refused("'/nowhere': No such file or directory", "/nowhere")
        plain = self.root / "plain"
        plain.write_text("")
        plain.chmod(0o644)
        self.refused("it is not executable", plain)
        self.refused("'/': it is a directory", "/")
        self.refused("it is no regular file", "/dev/null")
        self.refused("it is no directory", f"{self.wasixc}/below")

    def test_a_compiler_that_guests_can_reach(self):
        folder = self.root / "rw/bin"
        folder.mkdir()
        shutil.copy(self.wasixc, folder / "wasixc")
        (self.root / "ro/link").symlink_to("../rw/bin/wasixc")
        (folder / "link").symlink_to(self.wasixc)
        for compiler in ("rw/bin/wasixc", folder / "wasixc", "ro/link", "rw/bin/link"):
            self.refused("a writable grant", compiler)
        self.refused("a writable grant", "wasixc", environment={"PATH": str(folder)})
        self.assert_runs(self.compile_with("rw/bin/wasixc", grants=["ro::/ro:ro"]), MODULE)

    def test_a_compiler_that_other_users_can_reach(self):
        folder = self.root / "bin"
        folder.mkdir()
        compiler = folder / "wasixc"
        shutil.copy(self.wasixc, compiler)
        for mode in (0o775, 0o757):
            folder.chmod(mode)
            self.refused("other users can write to it", compiler)
            folder.chmod(0o755)
            compiler.chmod(mode)
            self.refused("other users can write to it", compiler)
            compiler.chmod(0o755)
        folder.chmod(0o1777)
        self.assert_runs(self.compile_with(compiler), MODULE)

    @unittest.skipUnless(os.geteuid() == 0, "needs to be root")
    def test_a_compiler_of_another_user(self):
        folder = self.root / "bin"
        folder.mkdir()
        compiler = folder / "wasixc"
        shutil.copy(self.wasixc, compiler)
        link = folder / "link"
        link.symlink_to(self.wasixc)
        for foreign in (compiler, folder, link):
            os.chown(foreign, NOBODY, NOBODY, follow_symlinks=False)
            self.refused("it belongs to another user", link if foreign == link else compiler)
            os.chown(foreign, 0, 0, follow_symlinks=False)

    # The walls and limits of the compiler

    def spy(self):
        secret = self.root / "secret"
        secret.write_text("secret")
        return self.build(SPY.replace("SECRET", str(secret)).replace("CREATED", str(self.root / "cache/created")), "spy")

    def test_what_a_compiler_finds(self):
        with open(self.root / "secret", "w+") as inherited:
            done = self.compile_with(self.spy(), pass_fds=[inherited.fileno()])
        self.assert_refused(done, MODULE, f"cannot run '{MODULE}': {FOUND}\n", loading.NOEXEC)
        self.assertEqual(self.entries(), [])

    def test_messages_are_one_printable_line(self):
        compiler = self.build(r'#include <stdio.h>' '\n' r'int main() { fputs("a\033[2J\x9b\nmore\n", stderr); return 1; }', "loud")
        done = self.compile_with(compiler)
        self.assertIn(f"cannot run '{MODULE}': a?[2J?\n", done.stderr)
        self.assertNotIn("more", done.stderr)

    def test_modules_that_are_not_valid(self):
        (self.root / "ro/program.wasm").write_bytes(b"\0asm\1\0\0\0\x01\xff")
        done = self.compile_with(self.wasixc)
        self.assertRegex(done.stderr, f"cannot run '{MODULE}': 0x[0-9a-f]+: error: ")
        self.assertEqual(self.entries(), [])

    def test_as_many_at_once_as_processors(self):
        compiler = self.build("#include <unistd.h>\nint main() { usleep(400000); return 1; }", "slow")
        for number in range(8):
            (self.root / f"ro/{number}.wasm").write_bytes(b"\0asm\1\0\0\0" + bytes([0, 2, 1, 65 + number]))
            (self.root / f"ro/{number}.wasm").chmod(0o755)
        processes = []
        with subprocess.Popen([self.files / "loader", *(f"run:/ro/{n}.wasm" for n in range(8))], cwd=self.root,
                              stderr=subprocess.DEVNULL, env={"WASIXC_OPTIONS": f"--dir ro::/ro:ro --compiler {compiler}",
                                                              "XDG_CACHE_HOME": str(self.root / "cache")}) as process:
            while process.poll() is None:
                processes.append(self.running(compiler))
                time.sleep(0.05)
        self.assertGreater(max(processes), 0)
        self.assertLessEqual(max(processes), os.cpu_count())

    @staticmethod
    def running(executable):
        count = 0
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                count += os.path.samefile(folder / "exe", executable)
            except OSError:
                pass
        return count

    def test_the_compiler_ends_with_the_program(self):
        compiler = self.build("#include <unistd.h>\nint main() { sleep(100); return 1; }", "sleeper")
        process = subprocess.Popen([self.files / "loader", f"run:{MODULE}"], cwd=self.root, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT,
                                   env={"WASIXC_OPTIONS": f"--dir ro::/ro:ro --compiler {compiler}",
                                        "XDG_CACHE_HOME": str(self.root / "cache")})
        self.until(lambda: self.running(compiler) == 1)
        process.kill()
        self.assertEqual(process.stdout.read(), b"")  # nobody else holds it
        process.wait()
        self.until(lambda: self.running(compiler) == 0)

    def test_a_guest_that_waits_can_be_killed(self):
        compiler = self.build("#include <unistd.h>\nint main() { sleep(100); return 1; }", "sleeper")
        with subprocess.Popen([self.files / "loader", f"kill:{MODULE}", "run:/ro/program"], cwd=self.root, text=True,
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={"WASIXC_OPTIONS": f"--dir ro::/ro:ro --compiler {compiler}",
                                   "XDG_CACHE_HOME": str(self.root / "cache")}) as process:
            self.until(lambda: self.running(compiler) == 1)
            process.stdin.write("\n")
            process.stdin.flush()
            self.assertEqual(process.stderr.readline(), f"kill {MODULE}: signal 9\n")
            self.until(lambda: self.running(compiler) == 0)

    def test_signals_wait_until_it_is_compiled(self):
        compiler = self.build("#include <unistd.h>\nint main() { sleep(1); return 1; }", "sleeper")
        done = self.compile_with(compiler, f"handle:{MODULE}")
        self.assertIn(f"handle {MODULE}: errno {loading.NOEXEC}, 1 signal\n", done.stderr)

    def until(self, condition):
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    # The cache

    def test_entries_are_found_by_content(self):
        self.compile_with(self.wasixc)
        before = self.entries()
        status = os.stat(self.root / "ro/program.wasm")
        other = (self.root / "ro/program.wasm").read_bytes().replace(bytes([0x41, 42]), bytes([0x41, 43]))
        (self.root / "ro/program.wasm").write_bytes(other)
        os.utime(self.root / "ro/program.wasm", ns=(status.st_atime_ns, status.st_mtime_ns))
        done = self.compile_with(self.wasixc)
        self.assertIn(f"run {MODULE}: status 43\n", done.stderr)
        self.assertEqual(len(self.entries()), 2)
        self.assertLess(set(before), set(self.entries()))

    def poison(self):
        """Puts another program into the place of the one entry."""
        entry, = self.entries()
        other = self.root / "other.wat"
        other.write_text(loading.PROGRAM.replace("42", "13"))
        loading.toolchain.build(["wat2wasm", other, "-o", self.root / "other.wasm"])
        loading.toolchain.build([self.wasixc, "--emit=image", self.root / "other.wasm", "-o", self.root / "other"])
        shutil.copy(self.root / "other", entry)
        return entry

    def test_entries_that_are_not_ours(self):
        self.compile_with(self.wasixc)
        entry = self.poison()
        self.assertIn("status 13", self.compile_with(self.wasixc).stderr)  # so it would be run
        spoil = {"mode": lambda: entry.chmod(0o722), "name": lambda: os.link(entry, self.root / "cache/second"),
                 "link": lambda: (entry.rename(self.root / "cache/target"), entry.symlink_to(self.root / "cache/target"))}
        if os.geteuid() == 0:
            spoil["owner"] = lambda: os.chown(entry, NOBODY, NOBODY)
        for change in spoil.values():
            if entry.is_symlink() or entry.exists():
                entry.unlink()
            shutil.copy(self.root / "other", entry)
            entry.chmod(0o700)
            change()
            self.assert_runs(self.compile_with(self.wasixc), MODULE)

    def test_cache_directories_that_are_not_ours(self):
        cache = self.root / "cache/wasixc"
        for mode in (0o777, 0o1777, 0o770, 0o755):
            cache.mkdir(exist_ok=True)
            cache.chmod(mode)
            self.refused("its mode must be 0700", self.wasixc)
            cache.chmod(0o700)
            (cache / "modules").mkdir(exist_ok=True)
            (cache / "modules").chmod(mode)
            self.refused("its mode must be 0700", self.wasixc)
            shutil.rmtree(cache)
        (self.root / "elsewhere").mkdir(mode=0o700)
        cache.symlink_to(self.root / "elsewhere")
        self.refused("cannot use the cache", self.wasixc)
        cache.unlink()
        if os.geteuid() == 0:
            cache.mkdir(mode=0o700)
            os.chown(cache, NOBODY, NOBODY)
            self.refused("it belongs to another user", self.wasixc)

    def test_run_uses_the_same_rules(self):
        run = [self.wasixc, "run", self.files / "program.wasm"]
        environment = {"XDG_CACHE_HOME": str(self.root / "cache")}
        self.assertEqual(subprocess.run(run, env=environment, timeout=60).returncode, 42)
        entry, = self.entries("programs")
        shutil.copy("/bin/false", entry)
        entry.chmod(0o777)
        self.assertEqual(subprocess.run(run, env=environment, timeout=60).returncode, 42)
        (self.root / "cache/wasixc/programs").chmod(0o1777)
        done = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("its mode must be 0700", done.stderr)

    def test_a_cache_that_guests_can_reach(self):
        for grant in (".::/rw", "cache::/rw"):
            self.refused("cannot use the cache of compiled modules: it can be reached through a writable grant", self.wasixc,
                         grants=["ro::/ro:ro", grant])


if __name__ == "__main__":
    sys.exit(loading.main(Compiler, __doc__))
