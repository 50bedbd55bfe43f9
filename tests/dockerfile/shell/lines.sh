#= echo
#= echo
#= echo
echo one
echo two

echo three
