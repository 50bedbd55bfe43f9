#= echo
#= make
#= nproc
echo $((1 + 2)) "$(( (a << 2) | 1 ))"; make -j$(($(nproc) - 1))
