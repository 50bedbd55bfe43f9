#= echo
#= exit
{
  echo failed
  exit 1
}
