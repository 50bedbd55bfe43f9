#= nginx
nginx -g 'daemon off;' &
