#= echo
#= a
#= b
echo $(a # a )
b) c
