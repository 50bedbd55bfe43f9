#= a
#= b
#= c
case $1 in
  # comment
  one)
    a
    ;;
  (two | "three four")
    b
esac
c
