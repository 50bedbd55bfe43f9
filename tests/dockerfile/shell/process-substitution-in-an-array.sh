#= ls
#= diff
files=(a <(ls))
diff "${files[@]}"
