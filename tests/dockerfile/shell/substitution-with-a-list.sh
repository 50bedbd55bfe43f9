#= echo
#= cd
#= pwd
#= ls
#= wc
echo "$(cd /tmp && pwd)" $(ls | wc -l)
