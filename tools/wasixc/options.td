// The switches of wasixc: the only list of them; parser, --help and completion come from it.
include "llvm/Option/OptParser.td"

class Switch<list<string> prefixes, string name, string help> : Option<prefixes, name, KIND_FLAG>, HelpText<help>;
class Value<list<string> prefixes, string name, string meta, string help>
    : Option<prefixes, name, KIND_JOINED_OR_SEPARATE>, MetaVarName<meta>, HelpText<help>;

multiclass LongValue<string name, string meta, string help> {
  def NAME : Separate<["--"], name>, MetaVarName<meta>, HelpText<help>;
  def NAME #_joined : Joined<["--"], name #"=">, Alias<!cast<Separate>(NAME)>;
}

def output : Value<["-"], "o", "<file>", "Write the output to <file> (default: the input's name without .wasm)">;
def optimization : Joined<["-"], "O">, MetaVarName<"<level>">, HelpText<"Optimization level: 0, 1, 2 or 3 (default)">;
defm march : LongValue<"march", "<cpu>", "CPU to compile for: native (default), x86-64-v2, x86-64-v3, ...">;
def debug : Switch<["-"], "g", "Emit debug information: line N is byte N of the module">;
def jobs : Value<["-"], "j", "<n>", "Compile with <n> threads (default: one per CPU)">;
defm emit : LongValue<"emit", "<kind>", "What to write: exe (default), image, obj, asm or llvm-ir">;
def shared : Switch<["--"], "shared", "Write a library that programs can load while they run (dlopen)">;
def verbose : Switch<["-"], "v", "Say what is noteworthy about the module">;
def time : Switch<["--"], "time", "Print the seconds each phase took">;
def allow_unknown_imports : Switch<["--"], "allow-unknown-imports", "Compile calls of unknown imports into traps">;
def spectre : Switch<["--"], "spectre", "Mask bounds-checked accesses: a mispredicted check reads nothing outside">;
def check_continuations : Switch<["--"], "check-continuations", "Verify that no emitted code keeps a stack address in a frame">;
// For tests: what is otherwise done to functions of hostile sizes only.
def baseline : Flag<["--"], "baseline">, Flags<[HelpHidden]>;
defm dir : LongValue<"dir", "<host>[::<guest>][:ro]", "Grant the program a host directory; :ro grants it read-only">;
defm cwd : LongValue<"cwd", "<directory>", "The program's current directory, by its own names">;
defm net : LongValue<"net", "<rule>[,<rule>...]", "Grant use of the network: all, resolve, unix, [listen:|connect:]<address>[:<ports>]">;
defm env : LongValue<"env", "<name>[=<value>]", "Set an environment variable, or pass the host's on">;
def inherit_env : Switch<["--"], "inherit-env", "Pass the host's whole environment on">;
defm max_memory : LongValue<"max-memory", "<size>", "How much memory all processes of the program may have together: 512M, 4G (default: the host's)">;
def harden : Switch<["--"], "harden", "Run only behind all walls that there are">;
def unconfined : Switch<["--"], "unconfined", "Put up no second wall">;
defm compiler : LongValue<"compiler", "<file>", "Let the program run and load modules: what compiles them (wasixc: the one in PATH)">;
defm allow_program : LongValue<"allow-program", "<sha256>", "Let the program run and load the native file with this content, wherever it lies">;
def help : Switch<["--"], "help", "Print this list">;
def help_short : Flag<["-"], "h">, Alias<help>;
def version : Switch<["--"], "version", "Print the version">;
