# Files and descriptors.
echo content >written
echo more >>written
while read -r line; do echo "line: $line"; done <written
{ echo out; echo err >&2; } 2>&1 | while read line; do echo "both: $line"; done
{ echo out; echo err >&2; } 2>/dev/null 3>&1 || :
exec 3>appended
echo to three >&3
exec 3>&-
exec 4<written
read line <&4
echo "four: $line"
exec 4<&-
(echo gone >&8) 2>/dev/null
echo "closed $?"
echo replaced >|written
set -C
(echo refused >written) 2>/dev/null
echo "noclobber $?"
set +C
: >empty
[ -s empty ]
echo "empty $?"
[ -f written ] && [ ! -e missing ] && [ -d . ] && [ -r written ] && echo tests
echo 'two
lines' >'name with blanks'
for file in n*; do echo "<$file>"; done
echo [aw]* *ed
(echo x <missing) 2>/dev/null
echo "missing $?"
exec 5>&1 >appended
echo hidden
exec 1>&5 5>&-
read hidden <appended
echo "was $hidden"
function_output() { echo "in function"; } >written
function_output
read line <written && echo "$line"
while read -r a b; do echo "$b $a"; done <<END
1 2
3 $(echo 4)
END
cd / && cd - >/dev/null
cd .. 2>/dev/null
case $(pwd) in /*) echo absolute ;; esac
umask 027
umask
