#= uname
#= a
#= b
case $(uname -s)-x in Linux*) a ;; *) b ;; esac
