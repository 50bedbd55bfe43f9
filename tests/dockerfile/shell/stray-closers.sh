#= echo
#= }
#= true
echo a; }; true
