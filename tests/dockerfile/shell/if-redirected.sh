#= a
#= b
#= c
if a; then b; fi > f; c
