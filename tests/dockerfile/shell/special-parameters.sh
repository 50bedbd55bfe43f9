#= echo
#= kill
echo $? $# $@ $* $- $! $$ $0 && kill "$!"
