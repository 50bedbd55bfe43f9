#= cd
#= ls
#= cd
cd /srv; ls -la; cd -
