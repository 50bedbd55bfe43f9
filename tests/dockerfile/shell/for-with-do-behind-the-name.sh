#= a
#= b
#~ (error)
#? sh reads `for x do` (XCU 2.9.4); tree-sitter wants a line end or `;` before `do`
for x do a; done; b
