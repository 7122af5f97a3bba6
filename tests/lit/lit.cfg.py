# Tests that are one file each: input, commands (RUN:) and expectations (CHECK:). Run all of them with ctest, or one with
#   /usr/lib/llvm-22/bin/lit -v build/release/tests/lit --filter cli/missing_input
# `%wat FILE` assembles text to binary on the standard output; `%hex FILE` does so with bytes in hexadecimal.
import os

import lit.formats

config.name = "wasixc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".wat", ".test", ".c"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build_dir, "tests/lit")
config.environment["PATH"] = os.pathsep.join([config.llvm_tools_dir, config.environment["PATH"]])
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
if os.geteuid() == 0:
    config.available_features.add("root")  # may mount file systems
config.substitutions += [
    ("%wasix-spec", os.path.join(config.build_dir, "bin/wasix-spec")),
    ("%wasixc", os.path.join(config.build_dir, "bin/wasixc")),
    ("%wat", "wat2wasm --enable-all --debug-names --output=-"),
    ("%hex", os.path.join(config.test_source_root, "hex2bin.py")),
]
