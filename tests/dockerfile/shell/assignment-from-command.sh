#= mktemp
#= cd
dir="$(mktemp -d)" && cd "$dir"
