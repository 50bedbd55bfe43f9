#= export
#= date
#= readonly
#= uname
export NOW="$(date)"; readonly ARCH=$(uname -m)
