-- Numbers: integers and floats, conversions, formatting, the math library where results are exact.
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7 / 2, 2 ^ 10, 7.0 // 2, -7.5 % 2, 1e15, 1e16, 0.1, 1 / 3)
print(math.maxinteger, math.mininteger, math.maxinteger + 1 == math.mininteger, math.maxinteger * 2.0)
print(5 & 3, 5 | 3, 5 ~ 3, ~5, 1 << 62, 1 << 64, -1 >> 1, 3.0 | 0)
print(10 == 10.0, "10" + 5, "0x10" * 2, "1e1" + 0, 10 .. "", -0.0, 1 / 0, -1 / 0, 0 / 0 ~= 0 / 0)
print(math.type(1), math.type(1.0), math.type("1"), math.tointeger(3.0), math.tointeger(3.5), 3 | 0)
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.ult(1, -1), math.abs(math.mininteger))
print(tonumber("  12  "), tonumber("z", 36), tonumber("12a"), tonumber("1e"), tonumber("0x1p4"), tonumber("8", 8))
print(string.format("%.14g %.3f %5.1f %e %a %d", 0.1, 2 / 3, 2.25, 123456.789, 1.5, 3.0))
print(math.sqrt(2), math.max(1, 2.5, -1), math.min(3, 2), 2 ^ 0.5 == math.sqrt(2), 100 // 1e-320 > 0)
local x, sum, product = 1, 0, 1
for i = 1, 1000000 do
  x = (x * 6364136223846793005 + 1442695040888963407)
  sum = sum ~ (x >> 33)
  product = product * 1.0000001
end
print(x, sum, product)
for i = 3, 1, -1 do io.write(i, " ") end
for i = 0.1, 0.55, 0.1 do io.write(i, " ") end
for i = math.maxinteger - 2, math.maxinteger do io.write(i, " ") end
print()
local pi, sign = 0.0, 1.0
for i = 1, 2000000, 2 do pi, sign = pi + sign / i, -sign end
print(pi * 4)
