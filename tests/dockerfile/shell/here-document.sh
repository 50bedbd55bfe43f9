#= cat
#= echo
cat <<EOF > /etc/app.conf
key = value; rm -rf /
EOF
echo done
