#= echo
#= f
f() { echo hi; }; f
