-- Closures, varargs, upvalues, recursion, goto, integer loops, metamethod dispatch: the interpreter's call paths.
local function counter()
  local n = 0
  return function(step) n = n + (step or 1) return n end, function() return n end
end
local add, get = counter()
for i = 1, 100000 do add(i % 3) end
print(get())
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(25))
local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end
print(ack(2, 300))
local function compose(...)
  local fs = { ... }
  return function(x) for i = #fs, 1, -1 do x = fs[i](x) end return x end
end
print(compose(function(x) return x + 1 end, function(x) return x * 2 end, math.floor)(3.7))
local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + n) end
print(tail(1000000, 0))
local made = {}
for i = 1, 5 do made[i] = function() i = i + 1 return i end end
print(made[1](), made[1](), made[2](), made[5]())
local function varargs(...) return select("#", ...), (select(2, ...)) end
print(varargs(nil, "second", nil))
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    io.write(i, "-", j, " ")
    ::continue::
  end
end
print()
local queens, solutions = {}, 0
local function place(row, n)
  if row > n then solutions = solutions + 1 return end
  for column = 1, n do
    local free = true
    for r = 1, row - 1 do
      local c = queens[r]
      if c == column or c - column == row - r or column - c == row - r then free = false break end
    end
    if free then queens[row] = column place(row + 1, n) end
  end
end
place(1, 8)
print(solutions)
local chunk = load("local a, b = ... return a * b + " .. 7)
print(chunk(6, 7))
