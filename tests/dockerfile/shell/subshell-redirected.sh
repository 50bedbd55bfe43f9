#= a
#= b
#= c
(a; b) > f 2>&1; c
