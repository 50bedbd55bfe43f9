#= echo
#= uname
#= nproc
echo "`uname -s` and `nproc`"
