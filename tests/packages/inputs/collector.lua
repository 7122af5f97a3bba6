-- The garbage collector: much garbage, weak tables, finalizers, both collector modes.
local function churn(rounds)
  local keep = {}
  for i = 1, rounds do
    local node = { value = i, text = "node " .. i, child = { i, i + 1 } }
    if i % 100 == 0 then keep[#keep + 1] = node end
  end
  return keep
end
local kept = churn(200000)
print(#kept, kept[1].text, kept[#kept].child[2])
collectgarbage()
local before = collectgarbage("count")
kept = nil
collectgarbage()
print(collectgarbage("count") < before)
local weak = setmetatable({}, { __mode = "v" })
weak[1], weak[2] = {}, "string"
local strong = {}
weak[3] = strong
collectgarbage()
print(weak[1], weak[2], weak[3] == strong)
local finalized = 0
for _ = 1, 1000 do setmetatable({}, { __gc = function() finalized = finalized + 1 end }) end
collectgarbage()
collectgarbage()
print(finalized)
collectgarbage("generational")
kept = churn(100000)
print(#kept)
collectgarbage("incremental")
local tree = function(self, depth) if depth == 0 then return {} end return { self(self, depth - 1), self(self, depth - 1) } end
local function count(t) if not t[1] then return 1 end return 1 + count(t[1]) + count(t[2]) end
local total = 0
for _ = 1, 10 do total = total + count(tree(tree, 12)) end
print(total)
