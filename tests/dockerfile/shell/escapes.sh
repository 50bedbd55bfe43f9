#= echo
#= echo
echo a\ b \; \&\& c\|d \( \) && echo \"
