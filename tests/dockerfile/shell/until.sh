#= curl
#= sleep
until curl -f localhost; do sleep 1; done
