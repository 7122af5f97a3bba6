"""Writes modules that block in every call that can, with values in their frames that must still be there after a signal.

A case is one blocking call. For each there is a guard: a function that keeps 24 numbers alive across the call, and says
afterwards whether they are what they were. The same guards are in the program and in a library without any other import
than the calls, so that the last import before a blocking instruction was another module's.
"""

SIGNALS = (10, 12, 14, 17, 28)
LIVE = 24

# Addresses in the one memory.
VECTOR, BYTE, WORD32, WORD64 = 16, 32, 256, 264
PIPE, FULL_PIPE, EVENT, PAIR, LISTENER, DATAGRAMS, EPOLL = 304, 312, 320, 324, 332, 336, 340
SLEEPER, SLEEPING_THREAD, CHILD = 344, 348, 352
HANDLED, DONE, RESULT, PID, COROUTINE = 400, 404, 408, 412, 416
SUBSCRIPTION, EVENTS, COUNT, TIMEOUT, ADDRESS, SCRATCH = 512, 640, 720, 736, 752, 768
BEFORE, AFTER, ARGUMENTS, HANDLES, FUNCTIONS = 1024, 2048, 4096, 5000, 5100

LONG = 5_000_000_000  # nanoseconds; no case takes that long unless its signal is lost

IMPORTS = {
    "args_get": "ii:i", "args_sizes_get": "ii:i", "proc_exit": "i:", "proc_fork": "ii:i", "proc_join": "iii:i", "proc_signal": "ii:i", "proc_raise_interval": "iIi:i",
    "callback_signal": "ii:", "fd_pipe": "ii:i", "fd_event": "Iii:i", "fd_read": "iiii:i", "fd_write": "iiii:i", "poll_oneoff": "iiii:i",
    "epoll_create": "i:i", "epoll_ctl": "iiii:i", "epoll_wait": "iiiIi:i", "sock_pair": "iiiii:i", "sock_open": "iiii:i",
    "sock_bind": "ii:i", "sock_listen": "ii:i", "sock_accept_v2": "iiii:i", "sock_recv": "iiiiii:i", "sock_recv_from": "iiiiiii:i",
    "thread_sleep": "I:i", "futex_wait": "iiii:i", "path_open": "iiiiiIIii:i", "random_get": "ii:i", "sched_yield": ":i",
    "context_create": "ii:i", "context_switch": "I:i", "proc_id": "i:i",
}
THREAD_IMPORTS = {"thread-spawn": "i:i", "thread_join": "i:i", "thread_signal": "ii:i"}
LINKING_IMPORTS = {"dlopen": "iiiiiiii:i", "dlsym": "iiiiii:i"}


def get(address):
    return f"(i32.load (i32.const {address}))"


def put(address, value):
    return f"(i32.store (i32.const {address}) {value})"


def number(value):
    return f"(i32.const {value})"


def call(name, *arguments):
    """Arguments are numbers for i32, or texts."""
    return f"(call ${name} {' '.join(a if isinstance(a, str) else number(a) for a in arguments)})"


def vector(size):
    return put(VECTOR, number(BYTE)) + put(VECTOR + 4, number(size))


def long(nanoseconds=LONG):
    return f"(i64.const {nanoseconds})"


CASES = {
    "wait32": f"(memory.atomic.wait32 {number(WORD32)} {number(0)} {long()})",
    "wait64": f"(memory.atomic.wait64 {number(WORD64)} (i64.const 0) {long()})",
    "futex": f"(i64.store {number(TIMEOUT)} (i64.const 1)) (i64.store offset=8 {number(TIMEOUT)} {long()})"
             + call("futex_wait", WORD32, 0, TIMEOUT, SCRATCH),
    "poll_clock": f"(i64.store {number(SUBSCRIPTION)} (i64.const 7)) (i64.store offset=8 {number(SUBSCRIPTION)} (i64.const 0))"
                  f"(i64.store offset=16 {number(SUBSCRIPTION)} (i64.const 1)) (i64.store offset=24 {number(SUBSCRIPTION)} {long()})"
                  f"(i64.store offset=32 {number(SUBSCRIPTION)} (i64.const 0)) (i64.store offset=40 {number(SUBSCRIPTION)} (i64.const 0))"
                  + call("poll_oneoff", SUBSCRIPTION, EVENTS, 1, COUNT),
    "poll_pipe": f"(i64.store {number(SUBSCRIPTION)} (i64.const 7)) (i64.store offset=8 {number(SUBSCRIPTION)} (i64.const 1))"
                 + put(SUBSCRIPTION + 16, get(PIPE)) + call("poll_oneoff", SUBSCRIPTION, EVENTS, 1, COUNT),
    "poll_input": f"(i64.store {number(SUBSCRIPTION)} (i64.const 7)) (i64.store offset=8 {number(SUBSCRIPTION)} (i64.const 1))"
                  + put(SUBSCRIPTION + 16, number(0)) + call("poll_oneoff", SUBSCRIPTION, EVENTS, 1, COUNT),
    "read_pipe": vector(1) + call("fd_read", get(PIPE), VECTOR, 1, COUNT),
    "write_pipe": vector(1) + call("fd_write", get(FULL_PIPE + 4), VECTOR, 1, COUNT),
    "read_input": vector(1) + call("fd_read", 0, VECTOR, 1, COUNT),
    "read_event": vector(8) + call("fd_read", get(EVENT), VECTOR, 1, COUNT),
    "receive": vector(1) + call("sock_recv", get(PAIR), VECTOR, 1, 0, COUNT, SCRATCH),
    "accept": call("sock_accept_v2", get(LISTENER), 0, COUNT, SCRATCH),
    "receive_from": vector(1) + call("sock_recv_from", get(DATAGRAMS), VECTOR, 1, 0, COUNT, SCRATCH, SCRATCH + 16),
    "epoll": call("epoll_wait", get(EPOLL), EVENTS, 1, long(), COUNT),
    "sleep": call("thread_sleep", long()),
    "open_fifo": call("path_open", 3, 0, 900, 4, 0, "(i64.const 2)", "(i64.const 0)", 0, COUNT),
    "join": put(CHILD, number(1)) + put(CHILD + 4, get(SLEEPER)) + call("proc_join", CHILD, 0, SCRATCH),
}
THREAD_CASES = {"join_thread": call("thread_join", get(SLEEPING_THREAD))}


def signature(text):
    parameters, results = ([{"i": "i32", "I": "i64"}[c] for c in part] for part in text.split(":"))
    return (f"(param {' '.join(parameters)})" if parameters else "") + (f" (result {' '.join(results)})" if results else "")


def imports(table):
    modules = {"thread-spawn": "wasi"}
    return "\n".join(f'(import "{modules.get(name, "wasix_32v1")}" "{name}" (func ${name} {signature(text)}))'
                     for name, text in table.items())


def guard(name, inner, exported):
    """Whether the numbers were changed meanwhile."""
    load = "\n".join(f"(local.set {i} (i64.load {number(BEFORE + 8 * i)}))" for i in range(LIVE))
    store = "\n".join(f"(i64.store {number(AFTER + 8 * i)} (local.get {i}))" for i in range(LIVE))
    compare = "\n".join(f"(br_if $changed (i64.ne (i64.load {number(BEFORE + 8 * i)}) (i64.load {number(AFTER + 8 * i)})))"
                        for i in range(LIVE))
    export = f'(export "guard_{name}")' if exported else ""
    return (f"(func $guard_{name} {export} (result i32) (local {' '.join(['i64'] * LIVE)})\n{load}\n(drop (call $case_{name}))\n{store}\n"
            f"(block $changed {compare} (return (i32.const 0))) (i32.const 1))\n(func $case_{name} (result i32) {inner})\n")


def library():
    """Guards, and a function that calls one of another module after an import of its own."""
    parts = ['(module', imports(IMPORTS), '(import "env" "memory" (memory 2 2 shared))',
             '(import "env" "__indirect_function_table" (table 1 funcref))', "(type $guard (func (result i32)))"]
    parts += [guard(name, inner, True) for name, inner in CASES.items()]
    parts.append('(func (export "through") (param i32) (result i32) (drop (call $sched_yield))'
                 "(call_indirect (type $guard) (local.get 0)))")
    return "\n".join(parts) + ")"


def mark_as_library(path):
    """Puts a dylink.0 section in front, of a library without memory and elements of its own (tool conventions, DynamicLinking.md)."""
    module = path.read_bytes()
    content = b"\x08dylink.0" + b"\x01\x04\0\0\0\0"
    path.write_bytes(module[:8] + bytes([0, len(content)]) + content + module[8:])


def text_data(address, text):
    return f'(data (i32.const {address}) "{text}")'


def setup(cases):
    """What the cases wait for, in the process that waits. What fails ends it."""
    full = put(VECTOR, number(0)) + put(VECTOR + 4, number(65536))
    watched = put(EVENTS, number(1))
    steps = (("", call("fd_pipe", PIPE, PIPE + 4)), ("", call("fd_pipe", FULL_PIPE, FULL_PIPE + 4)),
             (full, call("fd_write", get(FULL_PIPE + 4), VECTOR, 1, COUNT)), ("", call("fd_event", "(i64.const 0)", 0, EVENT)),
             ("", call("sock_pair", 3, 1, 0, PAIR, PAIR + 4)), ("", call("sock_open", 1, 1, 6, LISTENER)),
             ("", call("sock_bind", get(LISTENER), ADDRESS)), ("", call("sock_listen", get(LISTENER), 4)),
             ("", call("sock_open", 1, 2, 17, DATAGRAMS)), ("", call("sock_bind", get(DATAGRAMS), ADDRESS)),
             ("", call("epoll_create", EPOLL)), (watched, call("epoll_ctl", get(EPOLL), 0, get(PIPE), EVENTS)),
             ("", call("proc_fork", 1, SLEEPER)))
    body = "".join(f"{before} (if {step} (then (call $proc_exit (i32.const {60 + index}))))\n" for index, (before, step) in enumerate(steps))
    body += f"(if (i32.eqz {get(SLEEPER)}) (then (loop $more (drop (call $thread_sleep {long()})) (br $more))))"
    if "join_thread" in cases:
        body += put(SLEEPING_THREAD, "(call $thread-spawn (i32.const 1))")
    return f"(func $setup {body})"


def run_all(name, cases, invoke, skipped=()):
    """Makes each call once, with a signal on the way: the number of the case that failed, or 0."""
    body = ""
    for index, case in enumerate(cases):
        if case in skipped:
            continue
        body += (put(HANDLED, number(0)) + f"(if (global.get $arms) (then (drop (call $proc_raise_interval (i32.const 14) {long(5_000_000)} (i32.const 0)))))"
                 f"(if {invoke(index, case)} (then (return (i32.const {100 + index}))))"
                 f"(if (i32.eqz {get(HANDLED)}) (then (return (i32.const {1 + index}))))\n")
    return f"(func ${name} (result i32) {body} (i32.const 0))\n"


def program(with_library):
    """A program that does, by its argument's letter, one of KINDS."""
    cases = CASES if with_library else CASES | THREAD_CASES
    table = IMPORTS | (LINKING_IMPORTS if with_library else THREAD_IMPORTS)
    guards = "".join(guard(name, inner, False) for name, inner in cases.items())
    elements = " ".join(f"$guard_{name}" for name in cases)
    first = 2
    random_signal = (f"(i32.load8_u offset={SCRATCH + 32} (i32.rem_u (i32.load8_u (i32.const {SCRATCH + 4})) (i32.const {len(SIGNALS)})))")
    parts = ["(module", imports(table), '(memory (export "memory") 2 2 shared)',
             '(global (export "__stack_pointer") (mut i32) (i32.const 120000))', "(global $arms (mut i32) (i32.const 1))",
             f'(table (export "__indirect_function_table") {64 + len(cases)} funcref)', "(type $guard (func (result i32)))",
             f"(elem (i32.const 1) $coroutine {elements})",
             text_data(900, "fifo"), text_data(920, "handler"), text_data(ADDRESS, "\\01\\00\\00\\00\\7f\\00\\00\\01"),
             text_data(SCRATCH + 32, "".join(f"\\{n:02x}" for n in SIGNALS)),
             "".join(text_data(BEFORE + 8 * i, f"\\{i + 1:02x}\\{i + 65:02x}ABCDEF") for i in range(LIVE)), guards, setup(cases),
             run_all("own", cases, lambda _, case: f"(call $guard_{case})"),
             run_all("own_borrowed", cases, lambda _, case: f"(call $guard_{case})", ("join", "join_thread")),
             f'(func (export "handler") (param i32) {put(HANDLED, f"(i32.add {get(HANDLED)} (i32.const 1))")} (drop (call $sched_yield)))',
             # A coroutine runs what global $work says, and goes back.
             f"(func $coroutine {put(RESULT, '(call $work)')} (drop (call $context_switch (i64.const 0))))",
             f"(func $in_coroutine (result i32) (if (call $context_create (i32.const {COROUTINE}) (i32.const 1)) (then (return (i32.const 97))))"
             f"(if (call $context_switch (i64.load (i32.const {COROUTINE}))) (then (return (i32.const 96)))) {get(RESULT)})",
             # Joins the child whose pid is at PID; what it ended with.
             f"(func $reap (result i32) {put(SCRATCH + 64, number(1))} {put(SCRATCH + 68, get(PID))}"
             f"(loop $again (br_if $again (i32.eq (call $proc_join (i32.const {SCRATCH + 64}) (i32.const 0) (i32.const {SCRATCH + 80})) (i32.const 27))))"
             f"(if (i32.ne (i32.load8_u (i32.const {SCRATCH + 80})) (i32.const 1)) (then (return (i32.const 95))))"
             f"(i32.load16_u (i32.const {SCRATCH + 82})))",
             f"(func $in_fork (result i32) (if (call $proc_fork (i32.const 1) (i32.const {PID})) (then (return (i32.const 94))))"
             f"(if (i32.eqz {get(PID)}) (then (call $setup) (call $proc_exit (call $work)))) (call $reap))",
             f"(func $in_vfork (result i32) (if (call $proc_fork (i32.const 0) (i32.const {PID})) (then (return (i32.const 93))))"
             f"(if (i32.eqz {get(PID)}) (then (call $proc_exit (call $borrowed_work)))) (call $reap))",
             # Signals at random times, from a child, in all of it.
             f"(func $storm (result i32) (local $rounds i32) (drop (call $proc_id (i32.const {SCRATCH + 100})))"
             f"(if (call $proc_fork (i32.const 1) (i32.const {PID})) (then (return (i32.const 92))))"
             f"(if (i32.eqz {get(PID)}) (then (loop $more (drop (call $random_get (i32.const {SCRATCH}) (i32.const 8)))"
             f"(drop (call $thread_sleep (i64.extend_i32_u (i32.and {get(SCRATCH)} (i32.const 0xfffff)))))"
             f"(drop (call $proc_signal {get(SCRATCH + 100)} {random_signal})) (br $more))))"
             f"(global.set $arms (i32.const 0)) (local.set $rounds (i32.const 8)) {put(RESULT, number(0))}"
             f"(loop $round {put(RESULT, '(call $work)')} (if {get(RESULT)} (then (return {get(RESULT)})))"
             "(br_if $round (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))"
             f"(drop (call $proc_signal {get(PID)} (i32.const 9))) (drop (call $reap)) (i32.const 0))"]
    if with_library:
        parts += [run_all("in_library", cases, lambda index, _: f"(call_indirect (type $guard) {get(FUNCTIONS + 4 * index)})"),
                  run_all("in_library_borrowed", cases, lambda index, _: f"(call_indirect (type $guard) {get(FUNCTIONS + 4 * index)})", ("join",)),
                  run_all("through_library", cases,
                          lambda index, _: f"(call_indirect (param i32) (result i32) (i32.const {index + first}) {get(FUNCTIONS + 4 * len(cases))})"),
                  "(func $fail (call $proc_exit (i32.const 90)))", load_library(cases),
                  "(global $place (mut i32) (i32.const 0))",
                  "(func $work (result i32) (if (global.get $place) (then (return (call $in_library)))) (call $own))",
                  "(func $borrowed_work (result i32) (if (global.get $place) (then (return (call $in_library_borrowed)))) (call $own_borrowed))"]
        begin = ("(call $load_library)" + "(global.set $place (i32.ge_u (local.get $kind) (i32.const 97)))"
                 + "(if (i32.eq (local.get $kind) (i32.const 84)) (then (call $setup) (call $proc_exit (call $through_library))))")
    else:
        parts += ["(func $work (result i32) (call $own))", "(func $borrowed_work (result i32) (call $own_borrowed))",
                  f'(func (export "wasi_thread_start") (param i32 i32) (if (local.get 1) (then (loop $more (drop (call $thread_sleep {long()})) (br $more))))'
                  f"(global.set $arms (i32.const 0)) {put(RESULT, '(call $work)')} (i32.atomic.store (i32.const {DONE}) (i32.const 1)))",
                  "(func $in_thread (result i32) (local $thread i32) (local.set $thread (call $thread-spawn (i32.const 0)))"
                  f"(loop $more (drop (call $thread_sleep {long(3_000_000)})) (drop (call $thread_signal (local.get $thread) (i32.const 14)))"
                  f"(br_if $more (i32.eqz (i32.atomic.load (i32.const {DONE}))))) {get(RESULT)})"]
        begin = ("(if (i32.eq (local.get $kind) (i32.const 84)) (then (call $setup) (call $proc_exit (call $in_thread))))")
    kinds = "".join(f"(if (i32.eq (i32.or (local.get $kind) (i32.const 32)) (i32.const {ord(letter)})) (then {before} (call $proc_exit (call ${what}))))"
                    for letter, before, what in (("o", "(call $setup)", "work"), ("f", "", "in_fork"), ("v", "(call $setup)", "in_vfork"),
                                                 ("c", "(call $setup)", "in_coroutine"), ("s", "(call $setup)", "storm")))
    parts.append(f'(func (export "_start") (local $kind i32) (drop (call $args_get (i32.const {ARGUMENTS}) (i32.const {ARGUMENTS + 32})))'
                 f"(local.set $kind (i32.load8_u (i32.load (i32.const {ARGUMENTS + 4})))) (call $callback_signal (i32.const 920) (i32.const 7))"
                 f"{begin} {kinds} (call $proc_exit (i32.const 91)))")
    return "\n".join(parts) + ")"


def load_library(cases):
    """All guards of the library as elements of the table, in the order of the cases, and `through` behind them."""
    names = [f"guard_{name}" for name in cases] + ["through"]
    data = text_data(8192, "/lib/cases.so")
    body = f"(if {call('dlopen', 8192, 13, 2, 9000, 200, 0, 0, HANDLES)} (then (call $fail)))"
    for index, name in enumerate(names):
        data += text_data(8300 + 24 * index, name)
        body += (f"(if {call('dlsym', get(HANDLES), 8300 + 24 * index, len(name), 9000, 200, FUNCTIONS + 4 * index)}"
                 " (then (call $fail)))")
    return data + f"(func $load_library {body})"


def deep_program():
    """Goes as many calls down as its first argument says, marks the place, comes back, and with a second argument goes on there by
    stack_restore, with a signal on the way."""
    table = {name: IMPORTS[name] for name in ("args_get", "args_sizes_get", "proc_exit", "callback_signal", "proc_raise_interval")}
    table |= {"stack_checkpoint": "ii:i", "stack_restore": "iI:"}
    digit = "(i32.sub (i32.load8_u (local.get $at)) (i32.const 48))"
    return "\n".join([
        "(module", imports(table), '(memory (export "memory") 2)', "(table 1 funcref)", "(elem (i32.const 0) $down)",
        "(type $down (func (param i32) (result i32)))", text_data(920, "handler"),
        # Not a loop for the optimizer, which does not know what the table holds.
        "(func $down (type $down) (if (i32.eqz (local.get 0)) (then (return (call $here))))"
        "(i32.add (call_indirect (type $down) (i32.sub (local.get 0) (i32.const 1)) (i32.load (i32.const 0))) (i32.const 1)))",
        "(func $here (result i32) (if (call $stack_checkpoint (i32.const 64) (i32.const 96)) (then (call $proc_exit (i32.const 1))))"
        "(if (i64.ne (i64.load (i32.const 96)) (i64.const 0)) (then (call $proc_exit (i32.const 7)))) (i32.const 0))",
        '(func (export "handler") (param i32))',
        '(func (export "_start") (local $at i32) (local $depth i32) (local $spins i32)'
        f"(drop (call $args_get (i32.const {ARGUMENTS}) (i32.const {ARGUMENTS + 32}))) (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))"
        f"(local.set $at (i32.load (i32.const {ARGUMENTS + 4})))"
        f"(loop $more (local.set $depth (i32.add (i32.mul (local.get $depth) (i32.const 10)) {digit}))"
        "(local.set $at (i32.add (local.get $at) (i32.const 1))) (br_if $more (i32.load8_u (local.get $at))))"
        "(call $callback_signal (i32.const 920) (i32.const 7)) (drop (call $down (local.get $depth)))"
        "(if (i32.eq (i32.load (i32.const 16)) (i32.const 2)) (then (call $proc_exit (i32.const 0))))"
        "(drop (call $proc_raise_interval (i32.const 14) (i64.const 1000000) (i32.const 0)))"
        "(local.set $spins (i32.const 5000000)) (loop $spin (drop (i32.atomic.rmw.add (i32.const 32) (i32.const 1)))"
        "(br_if $spin (local.tee $spins (i32.sub (local.get $spins) (i32.const 1)))))"
        "(call $stack_restore (i32.const 64) (i64.const 1)))"]) + ")"
