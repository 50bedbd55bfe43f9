#= echo
#= a
#= b
echo "$(case $x in y) a ;; z) b ;; esac)"
