#= echo
#= echo
#= echo
echo a > f; echo b >> f; echo c >| f
