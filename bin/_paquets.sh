#!/usr/bin/env bash
# Installe des paquets Debian (à lancer en root) ; appelé par bin/demo et bin/test quand il en manque.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# Sans systemd (conteneur, chroot), un paquet lancerait lui-même son service : on l'en empêche le temps de l'installation,
# sans toucher à une garde que l'administrateur aurait posée.
garde=/usr/sbin/policy-rc.d
journal=$(mktemp)
nettoyer() { rm -f "$journal" ${garde_posee:+"$garde"}; }
trap nettoyer EXIT
if [[ ! -d /run/systemd/system && ! -e $garde ]]; then
  garde_posee=oui
  printf '#!/bin/sh\nexit 101\n' >"$garde"
  chmod 755 "$garde"
fi

apt=(apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0)
"${apt[@]}" update >"$journal" 2>&1 || { cat "$journal"; echo "apt-get update incomplet : on essaie tout de même."; } >&2
"${apt[@]}" install -y --no-install-recommends "$@" >"$journal" 2>&1 || { cat "$journal" >&2; exit 1; }
