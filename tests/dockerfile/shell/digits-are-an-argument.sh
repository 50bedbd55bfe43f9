#= echo
#= echo
echo 2 > f; echo a2>f
