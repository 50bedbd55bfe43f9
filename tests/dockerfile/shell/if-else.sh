#= test
#= a
#= b
if test -x /a; then a; else b; fi
