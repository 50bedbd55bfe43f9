#= pip
#= echo
pkgs=(a "b c" # note
  d)
pip install "${pkgs[@]}"; echo ${#pkgs[@]}
