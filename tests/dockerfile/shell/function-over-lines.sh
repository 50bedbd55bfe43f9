#= local
#= echo
#= die
die()
{
  local m=$1
  echo "$m" >&2
}
die x
