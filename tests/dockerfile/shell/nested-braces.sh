#= echo
#= id
echo ${A:-${B:-${C:-$(id -u)}}}
