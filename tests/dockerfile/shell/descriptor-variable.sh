#= exec
#= cat
exec {log}> /tmp/log; cat <&$log
