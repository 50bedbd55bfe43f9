#= cat
#= hostname
#= echo
cat <<EOF
host: $(hostname)
EOF
echo done
