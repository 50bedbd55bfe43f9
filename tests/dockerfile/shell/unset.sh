#= unset
#= unset
unset A B; unset -f f
