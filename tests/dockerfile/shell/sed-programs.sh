#= sed
#= awk
sed -i -e 's/a|b/(c)/;s#x#y#' f && awk '{ print $1 }' f
