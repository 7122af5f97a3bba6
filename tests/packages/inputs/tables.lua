-- Tables: sorting with and without a comparison, removal, metatables, the order of a walk, multiple assignment.
local seed = 42
local function random(n)
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed % n + 1
end
local list = {}
for i = 1, 20000 do list[i] = random(100000) end
table.sort(list)
local ordered = true
for i = 2, #list do ordered = ordered and list[i - 1] <= list[i] end
print(ordered, list[1], list[#list])
table.sort(list, function(a, b) return a % 1000 > b % 1000 or (a % 1000 == b % 1000 and a < b) end)
print(list[1], list[10000], list[20000])
local people = {}
for i = 1, 50 do people[i] = { name = "p" .. random(1000), age = random(80) } end
table.sort(people, function(a, b) if a.age ~= b.age then return a.age < b.age end return a.name < b.name end)
for i = 1, 5 do print(people[i].name, people[i].age) end
for _ = 1, 1000 do table.insert(list, random(#list), -1) table.remove(list, random(#list)) end
print(#list, select("#", table.unpack(list, 1, 100)), table.concat(list, " ", 1, 5))
local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__tostring = function(v) return "(" .. v.x .. ", " .. v.y .. ")" end
Vector.__call = function(v, k) return v.x * k end
Vector.__len = function() return 2 end
local v = setmetatable({ x = 1, y = 2.5 }, Vector) + setmetatable({ x = 10, y = 0 }, Vector)
print(tostring(v), v(3), #v, v == setmetatable({ x = 11, y = 2.5 }, Vector))
local lazy = setmetatable({}, { __index = function(t, k) t[k] = k * k return t[k] end })
print(lazy[12], rawget(lazy, 12), rawget(lazy, 13))
local keyed = {}
for i = 1, 300 do keyed["key" .. i] = i end
local sum, walk = 0, 0
for key, value in pairs(keyed) do sum = sum + value walk = (walk * 31 + value) % 1000000007 end
print(sum, walk, next({}))
local moved = table.move({ 1, 2, 3 }, 1, 3, 2, { 9 })
print(table.unpack(moved))
