#= true
#= false
true # don't stop here
false
