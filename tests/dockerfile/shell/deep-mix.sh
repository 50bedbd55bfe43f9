#= if-less
#= [
#= uname
#= echo
#= cp
if-less; for i in 1 2; do if [ $i = 1 ]; then case $(uname) in L*) { echo a; } ;; esac; else (cp a b); fi; done
