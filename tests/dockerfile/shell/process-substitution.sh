#= diff
#= sort
#= sort
diff <(sort a) <(sort b)
