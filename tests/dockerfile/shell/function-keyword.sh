#= echo
#= g
#= echo
#= h
function g { echo hi; }; g; function h() { echo ho; }; h
