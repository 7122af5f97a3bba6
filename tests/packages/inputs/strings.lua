-- The string library: patterns, formatting, packing, UTF-8, and building large strings.
local text = ("The quick brown fox jumps over the lazy dog. "):rep(200)
local counts, order = {}, {}
for word in text:gmatch("%a+") do
  word = word:lower()
  if not counts[word] then order[#order + 1] = word end
  counts[word] = (counts[word] or 0) + 1
end
table.sort(order)
for _, word in ipairs(order) do print(word, counts[word]) end
print(text:find("lazy", 1, true), text:find("(%w+) over (%w+)"))
print((text:gsub("%w+", function(w) return #w > 4 and w:upper() or nil end):sub(1, 60)))
print(("%5d|%-8s|%08.3f|%x|%q|%g|%i"):format(42, "left", 3.14159, 255, 'a "quoted"\nline', 1e100, 7))
print(("x"):rep(3, ","), ("abc"):reverse(), ("abc"):byte(1, -1), string.char(72, 105))
local packed = string.pack("<i4 d s2 z B", -5, 2.5, "sized", "zero", 200)
print(#packed, string.unpack("<i4 d s2 z B", packed))
print(utf8.len("zażółć"), utf8.char(228, 8364, 128512), #utf8.char(128512))
for p, c in utf8.codes("aé€") do io.write(p, ":", c, " ") end
print()
local parts = {}
for i = 1, 20000 do parts[i] = i % 7 == 0 and "seven" or tostring(i) end
local joined = table.concat(parts, "-")
local hash = 0
for i = 1, #joined do hash = (hash * 31 + joined:byte(i)) % 4294967296 end
print(#joined, hash)
print(("%bxy"):len(), ("f(a(b)c)d"):match("%b()"), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print(#arg, arg[1], arg[2])
