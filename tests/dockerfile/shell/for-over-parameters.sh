#= echo
#= echo
#~ (error)
#? sh reads `for b do` (XCU 2.9.4); tree-sitter wants a line end or `;` before `do`
for a; do echo $a; done; for b do echo $b; done
