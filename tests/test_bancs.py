"""Ce que les bancs calculent eux-mêmes : une mesure fausse ne se voit pas à l'œil."""

import random
import socketserver
import threading

import pytest

from bench import charge
from bench import enquete as enquete_de_banc
from enquetes.formulaire.recueil import Recueil


@pytest.mark.parametrize("limite", [21, 50, 87, 400])
def test_le_plus_haut_debit_se_trouve_a_moins_de_quatre_pour_cent(limite):
    trouve = charge.plus_haut_debit(lambda debit: debit <= limite, 20)
    assert limite * 0.96 <= trouve <= limite


def test_un_premier_debit_qui_ne_tient_pas_ne_donne_pas_de_mesure():
    with pytest.raises(RuntimeError):
        charge.plus_haut_debit(lambda debit: False, 20)


def test_les_usagers_viennent_en_desordre_au_debit_dit():
    instants = charge.arrivees(50, 10, random.Random(38))
    assert len(instants) == 500
    assert 0 <= instants[0] < instants[-1] <= 10
    assert len({round(b - a, 3) for a, b in zip(instants, instants[1:], strict=False)}) > 20


def test_le_p95_est_ce_qu_une_duree_sur_vingt_depasse():
    assert charge.p95(list(range(101))) == 95


def palier(*statuts, duree=0.1):
    return charge.Palier(10, [charge.Retour(statut, "", duree) for statut in statuts], 303)


def test_un_refus_ou_une_attente_fait_ceder_un_palier():
    assert palier(303, 303).tient
    assert not palier(303, 429).tient
    assert not palier(303, 0).tient
    assert not palier(303, 303, duree=2 * charge.P95_MAX).tient


class Redirige(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(b"HTTP/1.1 303 See Other\r\nLocation: /merci/?deja=1\r\n\r\n")


@pytest.fixture
def port():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Redirige) as serveur:
        fil = threading.Thread(target=serveur.serve_forever, daemon=True)
        fil.start()
        yield serveur.server_address[1]
        serveur.shutdown()
        fil.join()


def test_chaque_depart_a_son_retour(port):
    departs = [charge.Depart(a, b"POST / HTTP/1.1\r\n\r\n") for a in (0, 0.05)]
    retours = charge.jouer(port, departs)
    assert [(r.statut, r.vers) for r in retours] == [(303, "/merci/?deja=1")] * 2
    assert all(0 < r.duree < charge.ATTENTE_MAX for r in retours)


def test_un_serveur_absent_se_compte_en_faute(port_sans_serveur):
    (retour,) = charge.jouer(port_sans_serveur, [charge.Depart(0, b"")])
    assert retour.statut == 0


@pytest.fixture
def port_sans_serveur():
    with socketserver.TCPServer(("127.0.0.1", 0), Redirige) as serveur:
        return serveur.server_address[1]


def test_l_enquete_des_bancs_a_vingt_cinq_questions_et_dix_sites(departement, site):
    enquete = enquete_de_banc.enquete_ouverte(departement)
    points = enquete_de_banc.points_de_collecte(enquete, plafond=1000)
    assert len({point.site for point in points}) == enquete_de_banc.SITES
    recueil = Recueil(enquete, points[0])
    assert len(recueil.questions) == 25
    assert recueil.questions[-1].code == enquete_de_banc.TEXTE
