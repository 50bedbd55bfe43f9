#= a
#= b
for x in 1 2
do
  a $x
done
b
