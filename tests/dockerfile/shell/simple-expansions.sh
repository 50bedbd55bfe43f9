#= echo
echo $A ${B} ${C:-d} ${E%.*} ${F##*/} ${#G} ${H/a/b} ${I^^} ${!J}
