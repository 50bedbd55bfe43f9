#= ls
#= echo
files=( $(ls) last )
echo "${files[0]}"
