# Commun aux commandes de bin/ (à sourcer) : paquets du système, environnement Python du projet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Le code compilé se garde, quoi qu'en dise la machine : une commande démarre deux fois plus vite.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$PWD/.venv/pyc

etape() { printf '· %s\n' "$*" >&2; }
echouer() { printf '%s\n' "$@" >&2; exit 1; }

# --- Paquets du système -------------------------------------------------------------------------------------------------------
manquants=()

# il_faut PAQUET COMMANDE… : note le paquet Debian comme manquant si la commande, qui en prouve la présence, échoue.
il_faut() {
  local paquet=$1; shift
  "$@" >/dev/null 2>&1 || manquants+=("$paquet")
}
a_la_commande() { command -v "$1"; }
a_la_bibliotheque() { /sbin/ldconfig -p | grep -F "$1"; }
a_le_fichier() { compgen -G "$1"; }

exiger_paquets_site() {
  il_faut python3 a_la_commande python3
  il_faut python3-venv python3 -c 'import ensurepip, venv'
  il_faut ca-certificates a_le_fichier /etc/ssl/certs/ca-certificates.crt
  il_faut libpango-1.0-0 a_la_bibliotheque libpango-1.0.so.0
  il_faut libpangoft2-1.0-0 a_la_bibliotheque libpangoft2-1.0.so.0
  il_faut libharfbuzz-subset0 a_la_bibliotheque libharfbuzz-subset.so.0
}

exiger_paquets_tests() {
  exiger_paquets_site
  il_faut redis-server a_la_commande redis-server
  il_faut postgresql a_le_fichier '/usr/lib/postgresql/*/bin/initdb'
  il_faut postgresql-common a_la_commande pg_virtualenv
  il_faut chromium a_la_commande chromium
  il_faut poppler-utils a_la_commande pdftoppm
  il_faut zbar-tools a_la_commande zbarimg
  il_faut dovecot-imapd a_le_fichier /usr/lib/dovecot/imap
}

# Installe ce qui manque, ou dit quoi taper à qui n'en a pas le droit.
installer_paquets() {
  ((${#manquants[@]})) || return 0
  command -v apt-get >/dev/null && peut_devenir_root || refuser_les_manquants
  local sudo=()
  ((EUID == 0)) || sudo=(sudo)
  etape "installation des paquets : ${manquants[*]}"
  "${sudo[@]}" bin/_paquets.sh "${manquants[@]}"
}
# Pour les commandes qui n'installent rien sur la machine.
refuser_les_manquants() {
  ((${#manquants[@]})) || return 0
  echouer "Il manque des paquets du système. À taper en root (noms Debian), puis recommencer :" \
    "  apt-get install -y --no-install-recommends ${manquants[*]}"
}
peut_devenir_root() { ((EUID == 0)) || { command -v sudo && { [[ -t 0 ]] || sudo -n true; }; } >/dev/null 2>&1; }

# --- Environnement Python -----------------------------------------------------------------------------------------------------
empreinte=.venv/empreinte-des-dependances

# preparer_python VERROU : .venv/ porte exactement les paquets du verrou (requirements.txt ou requirements-dev.txt).
# Un environnement de développement contient celui de la démonstration : il n'est pas réduit.
preparer_python() {
  local verrou=$1
  grep -qs requirements-dev.txt "$empreinte" && verrou=requirements-dev.txt
  exec 8<"$verrou"; flock 8  # deux commandes lancées ensemble : la seconde attend la première
  est_a_jour "$verrou" || creer_environnement "$verrou"
  exec 8<&-
}
est_a_jour() {
  grep -qs "  $1\$" "$empreinte" && sha256sum --check --status "$empreinte" && .venv/bin/python -c 'import django' 2>/dev/null
}
creer_environnement() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || echouer "Il faut Python 3.11 ou plus récent (python3 --version)."
  etape "environnement Python (.venv/) selon $1"
  .venv/bin/python -c 'import sys, pip' 2>/dev/null || python3 -m venv --clear .venv
  rm -f "$empreinte"
  installer_avec_uv "$1" || .venv/bin/python -m pip install -q --require-hashes -r "$1"
  sha256sum "$1" >"$empreinte"
}
installer_avec_uv() {
  trouver_uv && "$uv" pip sync -q --python .venv/bin/python --require-hashes "$1"
}
# uv de la machine, sinon installé dans .venv/ : vingt fois plus rapide que pip pour le même résultat.
trouver_uv() {
  uv=$(command -v uv) && "$uv" --version >/dev/null 2>&1 && return
  uv=.venv/bin/uv
  [[ -x $uv ]] || .venv/bin/python -m pip install -q uv
}

# --- Réglages -----------------------------------------------------------------------------------------------------------------
# Sans .env, en écrit un d'après l'exemple avec une clé tirée au hasard : manage.py marche dès l'installation.
preparer_reglages() {
  [[ -e .env ]] && return
  local cle; cle=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')
  (umask 077; sed "s/^SECRET_KEY=.*/SECRET_KEY=$cle/" .env.example >.env)
}
