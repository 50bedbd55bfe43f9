#= a
#= b
#= c
# first
a # second
b #third
# fourth
c
