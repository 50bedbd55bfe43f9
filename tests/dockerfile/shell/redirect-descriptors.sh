#= make
#= grep
#= exec
make 2>&1 >/dev/null; grep x f 2>/dev/null; exec 3>&-
