#= a
#= f
f() (a)
f
