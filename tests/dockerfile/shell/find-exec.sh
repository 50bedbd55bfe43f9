#= find
#= xargs
find . -name '*.pyc' -exec rm -f {} + | xargs -0 rm
