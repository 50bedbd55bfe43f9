#= a
#= b
#~ time
#~ b
#? `time` is a reserved word of bash and ksh, and what it times is the command a rule asks about
time a | b
