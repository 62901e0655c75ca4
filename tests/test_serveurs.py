"""Les processus de la démonstration : tous s'arrêtent, quoi qu'il arrive."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import serveurs
from serveurs import Panne, Serveurs, disparaitre

BIN = Path(serveurs.__file__).parent
# Refuse de s'arrêter et a un enfant qui refuse aussi.
TETU = "trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & while :; do sleep 0.1; done"


def test_un_serveur_qui_refuse_de_s_arreter_est_coupe_avec_ses_enfants(tmp_path, monkeypatch):
    monkeypatch.setattr(serveurs, "ARRET_MAX", 0.3)
    lances = Serveurs(tmp_path)
    lances.lancer("docile", "sleep", "60")
    lances.lancer("tetu", "bash", "-c", TETU)
    assert lances.restes() == ["docile", "tetu"]
    lances.arreter()
    assert lances.restes() == []


def test_un_serveur_mort_est_dit_avec_la_fin_de_son_journal(tmp_path):
    lances = Serveurs(tmp_path)
    lances.lancer("bavard", "bash", "-c", "echo disque plein; exit 3")
    with pytest.raises(Panne, match="(?s)« bavard » s'est arrêté.*disque plein"):
        lances.attendre("bavard", lambda: False)


def test_un_serveur_mort_est_relance_sans_les_enfants_qu_il_a_laisses(tmp_path, capsys):
    lances = Serveurs(tmp_path)
    lances.lancer("fragile", "bash", "-c", "(trap '' TERM; sleep 60) & exit 3")
    lances.processus["fragile"].wait()
    orphelin = lances.processus["fragile"].pid
    with pytest.raises(Panne, match="Trop de serveurs"):
        lances.surveiller(relances_max=1)
    assert disparaitre(orphelin)
    assert lances.processus["fragile"].pid != orphelin
    assert "« fragile » s'est arrêté : relancé" in capsys.readouterr().out
    lances.arreter()
    assert lances.restes() == []


def test_les_serveurs_s_arretent_si_la_demonstration_est_tuee_net(tmp_path):
    code = (
        "import sys, time, pathlib, serveurs\n"
        "lances = serveurs.Serveurs(pathlib.Path(sys.argv[1]))\n"
        "lances.lancer('dormeur', 'sleep', '60')\n"
        "print(lances.processus['dormeur'].pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    demonstration = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=BIN, stdout=subprocess.PIPE, text=True
    )
    groupe = int(demonstration.stdout.readline())
    time.sleep(0.2)  # le temps que setpriv pose sa consigne et laisse place à sleep
    demonstration.send_signal(signal.SIGKILL)
    demonstration.communicate()
    assert disparaitre(groupe)


def test_un_port_deja_pris_est_dit_avec_la_commande_a_taper():
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        with pytest.raises(Panne, match=rf"port {port} est déjà pris.*PORT={port + 1} bin/demo"):
            serveurs.exiger_port(port)
