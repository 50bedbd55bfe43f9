#= [
#= echo
if [ -f /etc/os-release ]; then echo yes; fi
