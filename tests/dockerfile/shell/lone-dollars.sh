#= grep
#= echo
grep 'a$' f && echo $ "$" 5$
