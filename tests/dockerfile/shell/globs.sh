#= rm
#= ls
#~ (error)
#? bash (extglob) and ksh read `!(a|b)` as a pattern
rm -rf /tmp/* /root/.[a-z]?*; ls !(a|b) @(c|d).txt
