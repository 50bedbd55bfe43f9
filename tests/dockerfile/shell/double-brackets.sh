#= [[
#= echo
[[ $A == b* && ( -f c || $D < e ) ]] && echo f
