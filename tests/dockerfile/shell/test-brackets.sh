#= [
#= [
#= echo
[ -z "$A" ] && [ "$B" = c -o 1 -lt 2 ] || echo x
