#= echo
map[key]=value
echo ${map[key]}
