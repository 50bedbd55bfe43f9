#= dd
#= docker
dd if=/dev/zero of=/swap; docker run -e A=b c
