#= tee
#= gzip
tee >(gzip > a.gz) < a
