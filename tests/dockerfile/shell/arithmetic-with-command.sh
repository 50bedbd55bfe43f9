#= make
#= nproc
make -j$(( $(nproc) / 2 ))
