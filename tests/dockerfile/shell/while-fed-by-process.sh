#= read
#= echo
#= find
while read -r f; do echo $f; done < <(find .)
