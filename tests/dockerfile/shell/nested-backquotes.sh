#= echo
#= basename
#= pwd
#~ echo
#~ basename
#? sh takes the backslashes away and runs `pwd`; tree-sitter does not look for commands behind them
echo `basename \`pwd\``
