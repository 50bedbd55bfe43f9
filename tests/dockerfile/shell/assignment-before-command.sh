#= make
#= apt-get
CFLAGS=-O2 LDFLAGS="-s" make; DEBIAN_FRONTEND=noninteractive apt-get update
