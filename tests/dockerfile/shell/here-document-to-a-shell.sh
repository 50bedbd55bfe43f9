#= bash
#= apt-get
#= rm
#~ bash
#? the body is the script that bash runs; tree-sitter sees the text of a here-document
bash -ex <<'EOF'
apt-get update && rm -f x
EOF
