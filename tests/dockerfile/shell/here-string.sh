#= grep
#= bc
grep x <<< "$text"; bc <<< '1 + 1'
