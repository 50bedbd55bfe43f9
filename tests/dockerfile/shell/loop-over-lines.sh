#= true
#= break
while true
do
  break
done
