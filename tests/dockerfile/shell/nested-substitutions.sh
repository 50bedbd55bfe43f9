#= echo
#= basename
#= dirname
#= readlink
echo "$(basename "$(dirname "$(readlink -f "$0")")")"
