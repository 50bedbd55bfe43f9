#= make
#= make
make &> log; make &>> log
