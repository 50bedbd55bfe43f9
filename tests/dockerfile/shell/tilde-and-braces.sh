#= cp
#= mkdir
cp ~/a ~root/b; mkdir -p /x/{a,b/{c,d}}
