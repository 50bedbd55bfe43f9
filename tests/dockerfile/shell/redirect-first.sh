#= echo
#= cat
>f echo a; 2>/dev/null cat f
