#= echo
#= uname
#= nproc
#~ echo
#~ uname` `nproc
#? a backquote closes what the one before it opened; tree-sitter reads on to the last one
echo `uname` `nproc`
