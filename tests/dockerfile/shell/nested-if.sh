#= a
#= b
#= c
#= d
if a; then if b; then c; fi; fi; d
