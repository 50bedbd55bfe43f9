#= a
#= b
case $x in [yY]|[yY][eE][sS]) a ;; ?[0-9]*) b ;; esac
