-- The io and os libraries on the granted folder.
local name = "data.txt"
local out = assert(io.open(name, "w"))
for i = 1, 1000 do out:write(i, " ", i * i, "\n") end
print(out:seek("cur"), io.type(out))
out:close()
print(io.type(out))
local sum = 0
for line in io.lines(name) do sum = sum + tonumber(line:match(" (%d+)$")) end
print(sum)
local file = io.open(name, "r+")
print(file:read("n", "n", "l"), file:read("L"), file:read(5))
file:seek("set", 0)
file:write("XX")
file:seek("end", -9)
print(file:read("a"))
print(file:seek("set", 1), file:read(0), file:read(3))
file:close()
print((select(2, io.open("absent.txt"))))
print(os.rename(name, "moved.txt"), io.open(name) == nil)
print(os.remove("moved.txt"), (os.remove("moved.txt")))
print(os.getenv("HOME"), os.time({ year = 2000, month = 1, day = 1, hour = 12 }), os.date("!%Y-%m-%d", 86400))
print(type(os.clock()), os.difftime(10, 5))
io.stderr:write("to the error output\n")
os.exit(9, true)
