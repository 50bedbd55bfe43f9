#= echo
#= uname
echo $(uname -m)
