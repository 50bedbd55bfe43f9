#= redis-server
#= sleep
#= redis-cli
redis-server --daemonize no & sleep 1; redis-cli ping
