#= :
#= true
: "${A:=b}" && true
