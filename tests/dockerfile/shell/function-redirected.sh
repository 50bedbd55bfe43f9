#= a
#= f
f() { a; } > log; f
