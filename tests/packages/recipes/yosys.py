"""Yosys for WASI, as published on npm: a C++ program of 31 megabytes that synthesizes hardware descriptions."""

import fetch
from recipe import Built, Case, Recipe

COUNTER = """\
module counter(input clk, input reset, input [3:0] step, output reg [7:0] value);
  always @(posedge clk)
    if (reset) value <= 0;
    else value <= value + step * 3;
endmodule
"""


def build(folder):
    return Built(fetch.npm_package("@yowasp/yosys") / "gen/yosys.core.wasm")


CASES = [
    Case("version", ["-V"], contains=[b"Yosys 0."]),
    Case("synthesis", ["-p", "read_verilog counter.v; proc; opt; alumacc; opt; simplemap; stat"],
         files={"counter.v": COUNTER}, contains=[b"=== counter ==="]),
]

RECIPE = Recipe("yosys", build, CASES, long=True)
