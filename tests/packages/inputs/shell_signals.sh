# Traps and kill. A busy loop is a process that makes no system call.
trap 'echo "exit trap $?"' EXIT
trap 'echo got USR1' USR1
kill -USR1 $$
trap 'echo got TERM' TERM
kill $$
trap '' INT
kill -INT $$
echo 'INT ignored'
trap
trap - INT USR1 TERM
trap
(trap 'echo subshell ends' EXIT; echo in subshell)
(trap 'echo caught; exit 3' USR2; kill -USR2 $(/bin/sh -c 'echo $PPID'); echo unreachable)
echo "status $?"

while :; do :; done &
kill $!
wait $! 2>/dev/null
echo "terminated $?"
while :; do :; done &
kill -KILL $!
wait $! 2>/dev/null
echo "killed $?"
while :; do :; done &
busy=$!
kill -0 $busy && echo running
kill -HUP $busy
wait $busy 2>/dev/null
echo "hung up $?"
kill -0 $busy 2>/dev/null
echo "gone $?"
kill -l 15
{ kill -TERM $(/bin/sh -c 'echo $PPID'); echo not reached; } 2>/dev/null | { read line; echo "<$line>"; }

trap 'echo "child told me"; told=1' USR1
told=
(kill -USR1 $$) &
wait
while [ -z "$told" ]; do :; done
wait
echo "told $told"
(exit 8)
