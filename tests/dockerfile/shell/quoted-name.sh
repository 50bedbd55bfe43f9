#= "ls"
#= 'apt-get'
"ls" -l; 'apt-get' update
