# Subshells, pipelines, command substitution and background jobs.
echo alpha | { read word; echo "read $word"; }
count_lines() { n=0; while read -r line; do n=$((n + 1)); done; echo $n; }
{ i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i + 1)); done; } | count_lines
{ echo 3; echo 1; } | while read n; do echo $((n * 2)); done | while read n; do echo "result $n"; done
double() { while read n; do echo $((n * 2)); done; }
echo 1 | double | double | double | double | double | double | double | double

outside=1
(outside=2; echo "inside $outside")
echo "outside $outside"
echo piped | read outside
echo "still $outside"
(cd / && exit 7)
echo "subshell $?"
! false && echo 'not false'
false || echo 'or'
true && false || echo 'and or'
false | true
echo "last of pipeline $?"
true | (exit 9)
echo "last of pipeline $?"

value=$(echo one; echo two; exit 3)
echo "$? <$value>"
nested=$(echo "a$(echo "b$(echo "c$(echo d)")")")
echo "$nested `echo old style`"
long=$(i=0; while [ $i -lt 2000 ]; do echo "number $i"; i=$((i + 1)); done)
echo "${#long} characters"
echo "$(echo "quoted  blanks") $(echo unquoted  blanks)"

(exit 11) &
first=$!
(exit 12) &
second=$!
wait $first
echo "first $?"
wait $second
echo "second $?"
wait $first 2>/dev/null
echo "again $?"
for i in 1 2 3 4 5 6 7 8; do (exit $i) & done
wait
echo "all $?"
{ echo from the background; } &
wait $!
{ echo into a pipe; exit 4; } | { read a; echo "got $a"; } &
wait
echo "jobs done"

recursive() {
  [ $1 -eq 0 ] && { echo bottom; return; }
  (recursive $(($1 - 1))) | while read line; do echo "$1 $line"; done
}
recursive 12
[ "$$" = "$(echo $$)" ] && echo 'the same $$'
(echo in; (echo deeper; (exit 5); echo "inner $?"); exit 6)
echo "outer $?"
exit 21
