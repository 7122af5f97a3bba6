// Runs modules in this engine and writes what happened as scripts in the format of the public test suite, so that
// wasix-spec can tell whether compiled code does the same. Standard input: a JSON array of jobs
//
//   {module, support, script, compiled, plan}
//
// `module` is what runs here and `compiled` the name under which the script loads the module to test; `support`, if
// any, is a module that serves the imports, under the names in `registered`. Without a plan, all exports are called. A
// trap ends an instance, as it ends a process: the next call gets a fresh one.
"use strict";
const fs = require("fs");

// This engine's words, and what the specification's test suite calls them; several where one word covers several traps.
const TRAPS = [
  [/^unreachable/, ["unreachable"]],
  [/^(divide|remainder) by zero/, ["integer divide by zero"]],
  [/^divide result unrepresentable/, ["integer overflow"]],
  [/^float unrepresentable/, ["integer overflow", "invalid conversion to integer"]],
  [/^memory access out of bounds/, ["out of bounds memory access"]],
  [/data segment.*out of bounds/, ["out of bounds memory access"]],
  [/^table index is out of bounds/, ["undefined element", "out of bounds table access"]],
  [/element segment.*out of bounds/, ["out of bounds table access"]],
  [/^(null function or )?function signature/, ["indirect call type mismatch", "uninitialized element"]],
  [/^(dereferencing a null pointer|rethrowing null value)/, ["null reference", "null function reference", "null exception reference"]],
  [/unaligned/, ["unaligned atomic"]],
  [/^Atomics.wait/, ["expected shared memory"]],
];

const view = new DataView(new ArrayBuffer(8));

function argumentOf({ type, value }) {
  const bits = BigInt(value);
  view.setBigUint64(0, bits, true);
  switch (type) {
    case "i32": return view.getInt32(0, true);
    case "i64": return bits;
    case "f32": return view.getFloat32(0, true);
    case "f64": return view.getFloat64(0, true);
    default: return Number(value); // an external reference is its number
  }
}

function resultOf(type, value) {
  if (type === "externref") return { type, value: value === null ? "null" : String(value) };
  if (type === "funcref") return value === null ? { type, value: "null" } : { type };
  if (type === "exnref") return value === null ? { type, value: "null" } : { type };
  if (typeof value === "number" && value !== value) return { type, value: "nan:canonical" };
  view.setBigUint64(0, 0n, true);
  if (type === "i32") view.setInt32(0, value, true);
  if (type === "i64") view.setBigInt64(0, value, true);
  if (type === "f32") view.setFloat32(0, value, true);
  if (type === "f64") view.setFloat64(0, value, true);
  return { type, value: view.getBigUint64(0, true).toString() };
}

function trapTexts(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return null;
  for (const [words, texts] of TRAPS) if (words.test(error.message)) return texts;
  throw new Error(`a trap this script does not know: ${error.message}`);
}

// Exports whose types JavaScript can name, each called with small, large and odd numbers. Modules of binaryen count down
// in every loop; a call of one export winds that up again.
function planFor(instance) {
  const steps = [];
  const wind = instance.exports.hangLimitInitializer && { field: "hangLimitInitializer", args: [], results: [] };
  const samples = { i32: ["0", "1", "4294967295"], i64: ["0", "3", "18446744073709551615"],
                    f32: ["0", "1065353216", "3282042880"], f64: ["0", "4611686018427387904", "13835058055282163712"],
                    externref: ["1", "2", "3"] };
  for (let round = 0; round < 3; ++round)
    for (const [field, item] of Object.entries(instance.exports)) {
      if (!(item instanceof WebAssembly.Function) || field === "hangLimitInitializer") continue;
      const { parameters, results } = item.type();
      if (![...parameters, ...results].every((type) => samples[type] || (type === "funcref" && results.includes(type)))) continue;
      if (parameters.some((type) => !samples[type])) continue;
      if (wind) steps.push(wind);
      steps.push({ field, args: parameters.map((type) => ({ type, value: samples[type][round] })), results });
    }
  return steps;
}

class Recorder {
  constructor(job) {
    this.job = job;
    this.commands = [];
    this.module = new WebAssembly.Module(fs.readFileSync(job.module));
    this.support = job.support && new WebAssembly.Module(fs.readFileSync(job.support));
  }

  push(command) {
    this.commands.push({ ...command, line: this.commands.length + 1 });
  }

  // False if the module cannot be instantiated.
  startInstance() {
    const imports = {};
    if (this.support) {
      const served = new WebAssembly.Instance(this.support).exports;
      this.push({ type: "module", name: "$support", filename: this.job.supportName });
      for (const name of this.job.registered) {
        imports[name] = served;
        this.push({ type: "register", name: "$support", as: name });
      }
    }
    try {
      this.instance = new WebAssembly.Instance(this.module, imports);
    } catch (error) {
      const either = trapTexts(error);
      if (!either) throw error;
      this.push({ type: "assert_uninstantiable", filename: this.job.compiled, either });
      return false;
    }
    this.push({ type: "module", filename: this.job.compiled });
    return true;
  }

  // False if the instance can no longer be used.
  step({ field, args, results }) {
    const action = { type: "invoke", field, args };
    let values;
    try {
      values = this.instance.exports[field](...args.map(argumentOf));
    } catch (error) {
      if (error instanceof RangeError) return false; // how deep a stack goes is every engine's own affair
      const either = trapTexts(error);
      if (either) this.push({ type: "assert_trap", action, either });
      else if (error instanceof WebAssembly.Exception) this.push({ type: "assert_exception", action });
      else throw error;
      return false;
    }
    if (results.length < 2) values = results.length ? [values] : [];
    this.push({ type: "assert_return", action, expected: results.map((type, i) => resultOf(type, values[i])) });
    return true;
  }

  run() {
    if (!this.startInstance()) return;
    for (const step of this.job.plan || planFor(this.instance))
      if (!this.step(step) && !this.startInstance()) break;
  }
}

for (const job of JSON.parse(fs.readFileSync(0, "utf8"))) {
  try {
    const recorder = new Recorder(job);
    recorder.run();
    fs.writeFileSync(job.script, JSON.stringify({ commands: recorder.commands }));
  } catch (error) {
    console.log(`${job.module}: ${error}`);
  }
}
