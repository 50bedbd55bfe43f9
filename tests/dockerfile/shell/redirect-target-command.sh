#= echo
#= mktemp
echo a > "$(mktemp)"
