#= declare
#= typeset
#= readonly
#= local
declare -x A=1; typeset -i n=2; readonly R=3; local L=4
