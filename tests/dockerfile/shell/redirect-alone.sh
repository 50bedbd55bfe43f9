#= true
> /var/log/app.log; true
