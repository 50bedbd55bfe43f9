#= echo
#= find
echo {a,b} {} }; find . -exec rm {} \;
