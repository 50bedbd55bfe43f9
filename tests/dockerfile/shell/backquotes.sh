#= echo
#= date
echo `date +%s`
