#= a
case in in in) a ;; esac
