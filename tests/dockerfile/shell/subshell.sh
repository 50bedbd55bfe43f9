#= cd
#= make
#= ls
(cd src && make) && ls
