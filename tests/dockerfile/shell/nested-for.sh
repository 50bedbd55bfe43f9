#= echo
#= sync
for a in 1; do for b in 2; do echo $a$b; done; done; sync
