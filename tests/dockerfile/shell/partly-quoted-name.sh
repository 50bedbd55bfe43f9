#= apt-"get"
apt-"get" update
