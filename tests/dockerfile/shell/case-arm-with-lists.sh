#= a
#= b
#= c
#= d
case $x in y) a && b; c | d ;; esac
