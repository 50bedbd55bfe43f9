#= nproc
#= make
n=`nproc`; make -j$n
