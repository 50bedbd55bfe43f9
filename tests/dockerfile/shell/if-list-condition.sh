#= a
#= b
#= c
#= d
if a && ! b || c; then d; fi
