#= $(command -v uname)
#= command
$(command -v uname) -a
