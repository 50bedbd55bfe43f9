#= echo
PATH+=:/opt/bin
args+=("-v")
echo $PATH
