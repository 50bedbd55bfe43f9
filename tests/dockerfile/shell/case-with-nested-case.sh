#= a
#= b
case $x in y) case $z in q) a ;; esac ;; *) b ;; esac
