#= echo
echo a > "/tmp/a b"/c
