#= bash
#= sh
#= su
bash -c 'a && b'; sh -c "c; d"; su - user -c 'e | f'
