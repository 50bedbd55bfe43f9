#= echo
#= grep
echo `grep 'a;b' "file name"`
