#= sh
sh setup.sh <<EOF
yes; no
EOF
