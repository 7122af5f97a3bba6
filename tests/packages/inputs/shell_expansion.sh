# Parameters, quoting, arithmetic, patterns and functions: what happens within one process.
echo "$#: <$1> <$2> <$3>"
set -- a "b c" d
for word in "$@"; do echo "<$word>"; done
for word in $*; do echo "<$word>"; done
shift
echo "$1 $# $*"
IFS=:
set -- x y z
echo "$*"
list=1:2:3
for part in $list; do echo "part $part"; done
unset IFS

path=/usr/local/lib/archive.tar.gz
echo "${path#*/} ${path##*/} ${path%.*} ${path%%.*} ${#path}"
echo "${missing:-default} ${missing-unset} ${path:+set} ${missing:=assigned} $missing"
empty=
echo "<${empty:-empty}> <${empty-set}>"
echo 'single $path' "double $path" \$path "a\\b" "q\"q"
echo "$((1 + 2 * 3)) $((7 / 2)) $((7 % 4)) $((1 << 10)) $((0x1f)) $((010)) $((5 > 3 && 2 < 1)) $((~5 & 0xff))"
count=5
echo "$((count += 3)) $((count * -1)) $((count == 8 ? 1 : 2))"

factorial() {
  local n=$1
  if [ "$n" -le 1 ]; then
    echo 1
  else
    echo $((n * $(factorial $((n - 1)))))
  fi
}
echo "10! = $(factorial 10)"

classify() {
  case $1 in
  '') echo empty ;;
  [0-9]*) echo number ;;
  a*c | ?b) echo pattern ;;
  *) echo other ;;
  esac
}
for word in '' 12 abc xb xyz; do classify "$word"; done

i=0
while [ $i -lt 10 ]; do
  i=$((i + 1))
  [ $((i % 2)) -eq 0 ] && continue
  [ $i -gt 7 ] && break
  printf '%d:%s ' $i "$(printf %03d $i)"
done
echo
until [ $i -eq 0 ]; do i=$((i - 1)); done
echo "$i"

cat_here() { while read -r line; do echo "| $line"; done; }
cat_here <<END
expanded: $((2 + 2)) $path
$(echo nested)
END
cat_here <<'END'
literal: $((2 + 2)) $path
END
cat_here <<-END
	without the tab
	END
eval 'name=value; echo "eval $name"'
readonly fixed=1
alias greet='echo hello'
greet
type cat_here echo if
printf '%s %5d|%-5s|%x|%o|%c|%b\n' text 42 left 255 8 char 'a\tb'
printf '%s\n' one two three
test -n text -a -z '' && echo 'test: both'
[ 1 -lt 2 ] && [ b != a ] && echo 'test: compared'
getopts ab:c option -a -b argument file && echo "option $option"
return_five() { return 5; }
return_five
echo "status $?"
echo *.sh
x='*'
echo "$x" $x
read -r first rest <<END
one two three
END
echo "$first/$rest"
. ./library.sh
echo "sourced $sourced"
