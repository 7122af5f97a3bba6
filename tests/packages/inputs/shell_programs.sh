# Other programs: here always the shell itself.
/bin/sh -c 'echo "another: $0 $1 $2"' name one 'two words'
/bin/sh -c 'exit 13'
echo "status $?"
VARIABLE=passed /bin/sh -c 'echo "<$VARIABLE> <$hidden>"'
hidden=1
/bin/sh -c 'echo "<$VARIABLE> <$hidden>"'
export hidden
/bin/sh -c 'echo "<$hidden>"'
echo 'echo "script $*"; exit 17' >other
/bin/sh other a b
echo "status $?"
echo text | /bin/sh -c 'read line; echo "child read $line"' | /bin/sh -c 'read line; echo "grandchild: $line"'
result=$(/bin/sh -c 'echo captured; echo lost >&2' 2>/dev/null)
echo "$result"
(exec /bin/sh -c 'echo replaced; exit 3')
echo "status $?"
nothing-like-this 2>/dev/null
echo "not found $?"
/bin/missing 2>/dev/null
echo "not found $?"
/ 2>/dev/null
echo "not a program $?"
PATH=/bin
sh -c 'echo by PATH'
command -v sh
cd /
sh -c 'case $PWD in /) echo at the root ;; esac'
/bin/sh -c '/bin/sh -c "/bin/sh -c \"echo three deep\""'
i=0
while [ $i -lt 20 ]; do
  sh -c "exit $i"
  [ $? -eq $i ] || echo "wrong $i"
  i=$((i + 1))
done
/bin/sh -c 'kill -9 $$' 2>/dev/null
echo "killed $?"
exec /bin/sh -c 'echo the end; exit 19'
