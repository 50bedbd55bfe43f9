#= cat
#= diff
#= echo
cat <<A
one
A
diff - /etc/x <<B
two
B
echo done
