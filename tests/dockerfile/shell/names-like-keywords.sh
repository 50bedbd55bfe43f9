#= if-up
#= done.sh
#= ./fi
if-up eth0; done.sh; ./fi
