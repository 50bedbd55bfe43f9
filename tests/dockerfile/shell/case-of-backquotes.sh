#= arch
#= a
#= b
case "`arch`" in x86) a ;; esac; b
