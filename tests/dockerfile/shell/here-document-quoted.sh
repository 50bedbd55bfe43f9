#= cat
#= echo
cat <<'EOF'
$(never) `never`
EOF
echo done
