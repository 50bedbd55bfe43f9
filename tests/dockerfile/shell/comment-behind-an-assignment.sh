#= echo
NAME=value # it's a "comment"
echo "$NAME"
