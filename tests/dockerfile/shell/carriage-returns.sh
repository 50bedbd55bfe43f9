#= a
#= b
a x
b y
