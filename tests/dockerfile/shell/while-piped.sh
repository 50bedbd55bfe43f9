#= cat
#= read
#= echo
cat list | while read l; do echo $l; done
