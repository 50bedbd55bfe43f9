#= [[
#= uname
#= a
[[ $(uname) == Linux ]] && a
