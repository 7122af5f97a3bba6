#!/usr/bin/env python3
"""Which native files a guest may run and load: those that it can not have written, whatever they are called.

usage: images.py [--wasixc FILE] [--work DIR] [TEST...]

Exits with 77 when wasixc is missing. Tests with mounts need to be root.
"""

import hashlib
import os
import subprocess
import sys

import loading

BIND = "mount --bind"


class Images(loading.Loading):
    def refused(self, reason, *actions, path="/ro/program", **options):
        self.assert_refused(self.run_guest(*actions, f"run:{path}", **options), path, reason)

    def test_a_read_only_grant_is_trusted(self):
        self.put("program", "ro/program")
        self.put("library", "ro/library")
        done = self.run_guest("run:/ro/program", "load:/ro/library")
        self.assert_runs(done, "/ro/program")
        self.assertIn("load /ro/library: errno 0\n", done.stderr)

    def test_a_writable_grant_is_not(self):
        self.put("program", "ro/program")
        self.put("program.wasm", "rw/program")  # for its permissions
        self.refused("it is in a writable grant", "copy:/ro/program:/rw/program", path="/rw/program")

    def test_a_directory_granted_twice(self):
        self.put("program", "ro/program")
        for grants in (["ro::/ro:ro", "ro::/rw"], ["ro::/ro:ro", ".::/rw"], ["ro::/ro:ro", f"{self.root}/rw/../ro::/rw"]):
            self.refused("it can be reached through a writable grant", grants=grants)

    def test_a_writable_grant_below_a_read_only_one(self):
        self.put("program", "rw/program")
        self.refused("it can be reached through a writable grant", grants=[".::/ro:ro", "rw::/rw"], path="/ro/rw/program")

    def test_hard_links(self):
        os.link(self.put("program", "ro/program"), self.root / "rw/other")
        self.refused("it has more than one name")
        self.assert_runs(self.run_guest("run:/ro/program", grants=["ro::/ro:ro"]), "/ro/program")

    def test_hard_links_that_appear_later(self):
        program = self.put("program", "ro/program")
        with self.start("run:/ro/program", "line", "run:/ro/program") as process:
            self.assertIn(loading.RAN, process.stderr.readline())
            os.link(program, self.root / "rw/other")
            errors = process.communicate("\n", timeout=60)[1]
        self.assertIn("it has more than one name", errors)
        self.assertNotIn(loading.RAN, errors)

    def start(self, *actions):
        return subprocess.Popen([self.files / "loader", *actions], cwd=self.root, stdin=subprocess.PIPE, text=True,
                                stderr=subprocess.PIPE, env={"WASIXC_OPTIONS": "--dir ro::/ro:ro --dir rw::/rw"})

    # Descriptors

    def test_streams_that_lead_into_a_read_only_grant(self):
        for name, mode in (("stdout", "ab"), ("stdin", "r+b")):
            program = self.put("program", "ro/program")
            with open(program, mode) as stream:
                self.refused("it is open for writing", grants=["ro::/ro:ro"], **{name: stream})
        program = self.put("program", "ro/program")
        with open(program, "rb") as stream:
            self.assert_runs(self.run_guest("run:/ro/program", grants=["ro::/ro:ro"], stdin=stream), "/ro/program")

    def test_an_image_that_the_guest_writes_to_its_output(self):
        self.put("program", "ro/program")
        for actions in (["put:/ro/program"], ["put:/ro/program", "shut:1"]):
            out = self.root / "ro/out"
            out.write_bytes(b"")
            out.chmod(0o755)
            with open(out, "wb") as stream:
                done = self.run_guest(*actions, "run:/ro/out", "load:/ro/out", grants=["ro::/ro:ro"], stdout=stream)
            self.assertEqual(out.read_bytes(), (self.files / "program").read_bytes())
            self.assert_refused(done, "/ro/out", "it is open for writing")
            self.assertIn(f"load /ro/out: errno {loading.NOACCESS}\n", done.stderr)

    def test_inherited_descriptors(self):
        program = self.put("program", "ro/program")
        with open(program, "ab") as stream:
            self.refused("it is open for writing", pass_fds=[stream.fileno()])
        with open(program, "rb") as stream:
            self.assert_runs(self.run_guest("run:/ro/program", pass_fds=[stream.fileno()]), "/ro/program")

    def test_files_that_are_moved_while_a_guest_writes_to_them(self):
        self.put("program", "rw/program")
        with self.start("hold:/rw/program", "line", "run:/ro/program") as process:
            while not any("rw/program" in os.readlink(link) for link in self.links(process.pid)):
                self.assertIsNone(process.poll())
            os.rename(self.root / "rw/program", self.root / "ro/program")
            errors = process.communicate("\n", timeout=60)[1]
        self.assertIn("it is open for writing", errors)
        self.assertNotIn(loading.RAN, errors)

    @staticmethod
    def links(pid):
        folder = f"/proc/{pid}/fd"
        return [f"{folder}/{name}" for name in os.listdir(folder) if os.path.lexists(f"{folder}/{name}")]

    # Mounts

    def test_a_bind_mount_of_a_part_of_a_writable_grant(self):
        (self.root / "rw/part").mkdir()
        (self.root / "ro/sub").mkdir()
        self.put("program", "ro/program")
        self.put("program.wasm", "rw/part/program")
        self.refused("it lies on another mount than its grant", "copy:/ro/program:/rw/part/program",
                     mounts=[f"{BIND} rw/part ro/sub"], path="/ro/sub/program")
        for grants in (["ro/sub::/ro:ro", "rw::/rw"], ["ro/sub::/ro:ro", "rw/part::/rw"]):
            self.put("program", "rw/part/program")
            self.refused("it can be reached through a writable grant", mounts=[f"{BIND} rw/part ro/sub"], grants=grants)

    def test_a_bind_mount_inside_a_writable_grant(self):
        self.put("program", "ro/program")
        (self.root / "rw/part").mkdir()
        self.refused("it can be reached through a writable grant", mounts=[f"{BIND} ro rw/part"])
        self.refused("it can be reached through a writable grant", mounts=[f"{BIND} . rw/part"])
        self.refused("it can be reached through a writable grant",
                     mounts=["mount -t tmpfs none rw/part", "mkdir rw/part/deep", f"{BIND} ro rw/part/deep"])

    def test_bind_mounts_of_other_places(self):
        self.put("program", "ro/program")
        for name in ("a", "b"):
            (self.root / name).mkdir()
        self.assert_runs(self.run_guest("run:/ro/program", grants=["a::/ro:ro", "b::/rw"],
                                        mounts=[f"{BIND} ro a", f"{BIND} rw b"]), "/ro/program")

    def test_a_file_mounted_over_a_trusted_one(self):
        self.put("program", "ro/program")
        self.put("program", "rw/other")
        self.refused("it lies on another mount than its grant", mounts=[f"{BIND} rw/other ro/program"])

    def test_other_mounts_below_a_read_only_grant(self):
        (self.root / "ro/sub").mkdir()
        mounts = ["mount -t tmpfs none ro/sub", f"cp {self.files}/program ro/sub/"]
        self.refused("it lies on another mount than its grant", mounts=mounts, path="/ro/sub/program")
        self.assert_runs(self.run_guest("run:/ro/sub/program", mounts=mounts,
                                        grants=["ro::/ro:ro", "ro/sub::/ro/sub:ro", "rw::/rw"]), "/ro/sub/program")

    def test_overlays(self):
        self.put("program", "ro/program")
        for name in ("lower", "upper", "tmp", "merged", "layers"):
            (self.root / name).mkdir()
        mount = ["mount -t tmpfs none layers", "mkdir layers/lower layers/upper layers/work",
                 "mount -t overlay none -o lowerdir=$PWD/layers/lower,upperdir=$PWD/layers/upper,workdir=$PWD/layers/work "
                 "merged"]
        put = "cp ro/program {}/program"
        reached = "it can be reached through a writable grant"
        self.assert_runs(self.run_guest("run:/ro/program", mounts=[*mount, put.format("merged")],
                                        grants=["merged::/ro:ro", "rw::/rw"]), "/ro/program")
        for image, grants in (("layers/lower", ["merged::/ro:ro", "layers/lower::/rw"]),
                              ("merged", ["merged::/ro:ro", "layers/upper::/rw"]),
                              ("merged", ["merged::/ro:ro", "layers::/rw"]),
                              ("merged", ["layers/upper::/ro:ro", "merged::/rw"])):
            self.refused(reached, mounts=[mount[0], mount[1], *([put.format(image)] if image != "merged" else []), mount[2],
                                          *([put.format(image)] if image == "merged" else [])], grants=grants)

    def test_a_file_system_in_a_file(self):
        self.put("program", "ro/program")
        (self.root / "mounted").mkdir()
        mounts = ["truncate -s 16M {0}/disk", "mkfs.ext4 -q {0}/disk", "mount -o loop {0}/disk mounted",
                  "cp ro/program mounted/program"]
        probe = self.run_guest(mounts=[line.format("ro") for line in mounts])
        if probe.returncode != 0:
            self.skipTest("no loop devices here")
        self.refused("it can be reached through a writable grant", mounts=[line.format("rw") for line in mounts],
                     grants=["mounted::/ro:ro", "rw::/rw"])

    # Contents

    def test_contents_that_are_allowed(self):
        digest = hashlib.sha256((self.files / "program").read_bytes()).hexdigest()
        library = hashlib.sha256((self.files / "library").read_bytes()).hexdigest()
        self.put("program", "ro/program")
        self.put("library", "rw/library")
        self.put("program.wasm", "rw/program")
        done = self.run_guest("copy:/ro/program:/rw/program", "run:/rw/program", "run:/rw/program", "load:/rw/library",
                              options=["--allow-program", digest, f"--allow-program={library.upper()}"])
        self.assert_runs(done, "/rw/program")
        self.assertEqual(done.stderr.count(loading.RAN), 2)
        self.assertIn("load /rw/library: errno 0\n", done.stderr)
        with open(self.root / "rw/program", "ab") as program:
            program.write(b"\0")
        self.refused("it is in a writable grant", options=["--allow-program", digest], path="/rw/program")

    def test_mistakes_in_hashes(self):
        for text in ("", "12", "x" * 64, "0" * 63, "0" * 65):
            done = self.run_guest(options=[f"--allow-program={text}"])
            self.assertEqual((done.returncode, done.stderr),
                             (2, f"loader: WASIXC_OPTIONS: no SHA-256 in hexadecimal digits in the value of "
                                 f"'--allow-program={text}'\n"))


if __name__ == "__main__":
    sys.exit(loading.main(Images, __doc__))
