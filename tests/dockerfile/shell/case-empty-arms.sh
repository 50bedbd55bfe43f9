#= true
case x in a) ;; b) ;; esac; true
