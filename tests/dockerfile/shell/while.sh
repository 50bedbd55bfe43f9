#= read
#= echo
while read -r line; do echo "$line"; done < list
