#= make
#= tee
make all |& tee build.log
