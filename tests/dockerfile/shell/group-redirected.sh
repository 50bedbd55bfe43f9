#= a
#= b
#= c
{ a; b; } >> log || c
