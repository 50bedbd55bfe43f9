#= cat
#= wc
cat < f; wc -l <f
