#= .
#= source
#= exec
#= eval
#= alias
#= let
. /etc/profile; source ~/.bashrc; exec "$@"; eval "$cmd"; alias ll='ls -l'; let n=n+1
