#= echo
for w in if then done do; do echo $w; done
