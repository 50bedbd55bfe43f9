#= a
#= b
#= c
case x in 1) a ;& 2) b ;;& *) c ;; esac
