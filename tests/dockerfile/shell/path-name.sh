#= /usr/bin/env
#= ./configure
#= ../run
/usr/bin/env; ./configure --prefix=/usr; ../run
