#= printf
#= printf
printf $'a\'b\n' && printf $"hello"
