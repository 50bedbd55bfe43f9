#= read
#= a
while read x; do a; done <<< "$list"
