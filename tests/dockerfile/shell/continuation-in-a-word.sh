#= apt-get
#~ apt-
#? a backslash at the line end inside a word is taken out: sh runs `apt-get`, in one word
apt-\
get install curl
