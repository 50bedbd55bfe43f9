#= a
#= b
#= c
if a; then b; fi | c
