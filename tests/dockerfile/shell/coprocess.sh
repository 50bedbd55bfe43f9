#= cat
#= true
#~ coproc
#~ true
#? `coproc` is a reserved word of bash; `cat` is the command
coproc cat; true
