#= make
#= make
make && \
    make install
