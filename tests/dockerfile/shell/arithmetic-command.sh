#= ((
#= echo
(( n > 3 )) && echo big
