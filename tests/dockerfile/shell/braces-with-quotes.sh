#= echo
echo ${A:-"b c"} "${D:-'e f'}" ${G:-'h } i'} j
