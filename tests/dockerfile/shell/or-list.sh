#= test
#= mkdir
test -d /opt/app || mkdir -p /opt/app
