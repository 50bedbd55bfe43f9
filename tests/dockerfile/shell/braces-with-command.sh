#= echo
#= date
#= echo
#= uname
echo ${A:-$(date)}; echo "${B:-$(uname -m)}"
