#= ls
#= rm
for f in $(ls /tmp); do rm "$f"; done
