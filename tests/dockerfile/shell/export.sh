#= export
#= export
export PATH=/opt/bin:$PATH; export A B=2
