"""Le contrôle des adresses : un vrai serveur répond, et rien n'entre dans le réseau intérieur."""

import socket
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.urls import reverse
from django.utils import timezone

from documents import adresses, tasks
from documents.adresses import AdresseRefusee, controler, est_publique, lire_l_adresse
from documents.controle_des_adresses import juger
from documents.models import Diffusion
from tests import factories

PERMIS = {"127.0.0.1"}
STATUTS = {"/page": 200, "/partie": 404, "/panne": 503, "/secrete": 401, "/theiere": 418}


class Site(BaseHTTPRequestHandler):
    """Un petit site : des pages, des renvois, et ce qu'un site malveillant peut faire."""

    recues: list = []

    def do_GET(self):
        self.recues.append((self.path, dict(self.headers)))
        suite = {
            "/renvoi": "/page",
            "/boucle": "/boucle",
            "/dedans": "http://127.0.0.2/admin",
            "/fichier": "file:///etc/passwd",
        }.get(self.path)
        if self.path == "/lente":
            time.sleep(1)
        if self.path == "/traine":
            suite = "/traine"
            time.sleep(0.2)
        if self.path == "/charabia":
            self.wfile.write(b"n'importe quoi\r\n\r\n")
            return
        self.send_response(302 if suite else STATUTS.get(self.path, 200))
        if suite:
            self.send_header("Location", suite)
        self.end_headers()
        if self.path == "/enorme":
            self._verser()
        if self.path == "/goutte":
            self._goutter()

    def _verser(self):
        try:
            for _ in range(2000):
                self.wfile.write(bytes(64 * 1024))
        except OSError:
            type(self).coupe = True

    def _goutter(self):
        try:
            for _ in range(30):
                self.wfile.write(b".")
                time.sleep(0.1)
        except OSError:
            type(self).coupe = True

    def log_message(self, *args):
        pass


@pytest.fixture
def site_local():
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    serveur.daemon_threads = True
    fil = Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    Site.recues.clear()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture
def port_ferme():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


# --- Ce que dit la réponse ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chemin", "etat", "phrase"),
    [
        ("/page", "repond", "la page répond"),
        ("/renvoi", "repond", "la page répond"),
        ("/page?a=é b#suite", "repond", "la page répond"),
        ("/partie", "en_faute", "la page est introuvable (code 404)"),
        ("/panne", "en_faute", "le site est en panne (code 503)"),
        ("/secrete", "en_faute", "la page demande à se connecter (code 401)"),
        ("/theiere", "en_faute", "la réponse est inattendue (code 418)"),
        ("/boucle", "en_faute", "plus de 5 redirections à la suite"),
        ("/charabia", "en_faute", "la réponse du site est incompréhensible"),
        ("/enorme", "repond", "la page répond"),
        ("/dedans", "refusee", "cette adresse est du réseau intérieur, et n'est pas permise"),
        ("/fichier", "refusee", "seules les adresses http et https se contrôlent"),
    ],
)
def test_la_reponse_se_dit_en_clair(site_local, chemin, etat, phrase):
    assert controler(site_local + chemin, PERMIS) == (etat, phrase)


def test_rien_ne_dit_qui_demande(site_local):
    controler(f"{site_local}/page", PERMIS)
    ((_, entetes),) = Site.recues
    assert not {"Authorization", "Cookie", "Referer"} & entetes.keys()


def test_une_boucle_s_arrete(site_local):
    controler(f"{site_local}/boucle", PERMIS)
    assert len(Site.recues) == adresses.REDIRECTIONS + 1


def test_un_site_lent_ne_nous_retient_pas(site_local, monkeypatch):
    monkeypatch.setattr(adresses, "DELAI", 0.1)
    assert controler(f"{site_local}/lente", PERMIS).etat == "injoignable"


def test_un_site_au_goutte_a_goutte_est_coupe(site_local, monkeypatch):
    """Chaque octet arrive à temps ; la page, jamais."""
    monkeypatch.setattr(adresses, "DELAI_ENTIER", 0.1)
    assert controler(f"{site_local}/lente", PERMIS).etat != "repond"


def test_un_corps_qui_ne_finit_pas_ne_nous_retient_pas(site_local):
    """La page est là ; son corps, sans longueur, coule goutte à goutte."""
    debut = time.monotonic()
    assert controler(f"{site_local}/goutte", PERMIS).etat == "repond"
    assert time.monotonic() - debut < 2


def test_les_redirections_se_partagent_le_delai(site_local, monkeypatch):
    monkeypatch.setattr(adresses, "DELAI_ENTIER", 0.5)
    attendue = ("injoignable", "le site n'a pas répondu à temps")
    assert controler(f"{site_local}/traine", PERMIS) == attendue
    assert len(Site.recues) < adresses.REDIRECTIONS


@pytest.mark.parametrize(("adresse", "port"), [("http", 80), ("https", 443)])
def test_une_adresse_ipv6_ne_passe_pas_pour_un_port(adresse, port):
    lue = lire_l_adresse(f"{adresse}://[2606:4700::22]/")
    connexion = adresses._connexion(lue, "2606:4700::22", 1)
    assert (connexion.host, connexion.port) == ("2606:4700::22", port)


def test_un_port_ferme_ou_un_nom_inconnu_est_injoignable(port_ferme):
    assert controler(f"http://127.0.0.1:{port_ferme}/", PERMIS).etat == "injoignable"
    assert controler("http://nulle-part.invalid/").etat == "injoignable"


# --- Où l'on ne va pas ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "adresse",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",  # 127.0.0.1 en un seul nombre
        "http://0x7f.1/",
        "ftp://exemple.fr/",
        "file:///etc/passwd",
        "http://",
        "http://[",
        "http://exemple.fr:99999/",
        "http://exemple.fr:22/",
        "http://qui:secret@exemple.fr/",
    ],
)
def test_on_ne_va_pas_vers_le_reseau_interieur(adresse):
    assert controler(adresse).etat == "refusee"


@pytest.mark.parametrize(
    ("ip", "publique"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("fc00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),  # 10.0.0.1, par la passerelle
        ("fec0::1", False),
        ("224.0.0.1", False),
    ],
)
def test_ce_qui_est_public(ip, publique):
    assert est_publique(ip) is publique


def test_un_nom_a_deux_adresses_dont_une_interieure_est_refuse(monkeypatch):
    deux = [(0, 0, 0, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: deux)
    assert controler("http://double.exemple.fr/").etat == "refusee"


def test_un_retour_a_la_ligne_ne_passe_pas_dans_la_requete():
    lue = lire_l_adresse("http://exemple.fr/a b\u0007?c=é")
    assert (lue.path, lue.query) == ("/a%20b%07", "c=%C3%A9")
    with pytest.raises(AdresseRefusee):
        lire_l_adresse("gopher://exemple.fr/")


# --- La nuit --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "reseau", "attendu"),
    [
        ("repond", True, "repond"),
        ("en_faute", True, "en_faute"),
        ("refusee", True, "non_controlee"),
        ("injoignable", True, "en_faute"),
        ("injoignable", False, "non_controlee"),
    ],
)
def test_sans_reseau_on_n_accuse_aucun_site(etat, reseau, attendu):
    assert juger(etat, reseau) == attendu


def diffusion(departement, adresse, **champs):
    lieu = {"document__departement": departement}
    return factories.DiffusionFactory(
        adresse=adresse, constat="vu", date_constat=date(2022, 12, 1), **lieu, **champs
    )


def reponses():
    lues = Diffusion.objects.order_by("pk")
    return list(lues.values_list("reponse", "reponse_dite"))


@pytest.fixture
def hotes_permis(settings):
    settings.ADRESSES_PERMISES = ["127.0.0.1"]


@pytest.mark.usefixtures("hotes_permis")
def test_la_tache_note_chaque_reponse(departement, site_local, port_ferme, client_de, referent):
    diffusion(departement, f"{site_local}/page")
    diffusion(departement, f"{site_local}/partie")
    diffusion(departement, f"http://127.0.0.1:{port_ferme}/")
    diffusion(departement, "http://10.0.0.1/")
    diffusion(departement, f"{site_local}/page", date_retrait=date(2022, 12, 2))
    tasks.controler_les_adresses_de(departement.pk)
    assert reponses() == [
        ("repond", "la page répond"),
        ("en_faute", "la page est introuvable (code 404)"),
        ("en_faute", "le site est injoignable"),
        ("non_controlee", "cette adresse est du réseau intérieur, et n'est pas permise"),
        ("", ""),
    ]
    assert Diffusion.objects.a_reprendre().count() == 2
    page = client_de(referent).get(reverse("documents:diffusion_list") + "?situation=muette")
    assert page.context["table"].paginator.count == 2
    fiche = Diffusion.objects.filter(reponse="en_faute").first().document.get_absolute_url()
    assert "la page est introuvable (code 404)" in client_de(referent).get(fiche).content.decode()


@pytest.mark.usefixtures("hotes_permis")
def test_sans_reseau_rien_n_echoue(departement, port_ferme):
    diffusion(departement, f"http://127.0.0.1:{port_ferme}/")
    tasks.controler_les_adresses_de(departement.pk)
    assert reponses() == [("non_controlee", "le site est injoignable")]
    assert not Diffusion.objects.a_reprendre().exists()


def test_une_adresse_interrompue_ne_revient_pas_la_premiere(departement, monkeypatch):
    """Sans jour écrit, elle prendrait chaque nuit le temps des autres."""
    for nom in "ab":
        diffusion(departement, f"https://exemple.fr/{nom}")

    def interrompre(*args):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr("documents.controle_des_adresses.controler", interrompre)
    tasks.controler_les_adresses_de(departement.pk)
    assert reponses() == [("non_controlee", "le contrôle a été interrompu"), ("", "")]
    assert Diffusion.objects.en_ligne().first().adresse == "https://exemple.fr/b"


def test_une_tache_par_departement(departement, autre_departement, monkeypatch):
    for ou in (departement, departement, autre_departement):
        diffusion(ou, "https://exemple.fr/")
    lances = []
    monkeypatch.setattr(tasks.controler_les_adresses_de, "delay", lances.append)
    tasks.controler_les_adresses()
    assert sorted(lances) == sorted([departement.pk, autre_departement.pk])


@pytest.mark.usefixtures("hotes_permis")
def test_le_controle_n_ecrit_pas_d_historique_et_commence_par_les_plus_anciennes(
    departement, site_local, monkeypatch
):
    monkeypatch.setattr("documents.controle_des_adresses.LOT", 1)
    ancienne = diffusion(departement, f"{site_local}/page", controlee_le=timezone.now())
    jamais = diffusion(departement, f"{site_local}/autre")
    lignes = jamais.history.count()
    tasks.controler_les_adresses_de(departement.pk)
    assert [chemin for chemin, _ in Site.recues] == ["/autre"]
    jamais.refresh_from_db()
    assert jamais.reponse == "repond" and jamais.history.count() == lignes
    ancienne.refresh_from_db()
    assert ancienne.reponse == ""


def test_une_autre_adresse_n_a_encore_rien_repondu(client_de, referent, departement, service):
    document = factories.DocumentFactory(departement=departement, service=service)
    canal = factories.CanalDiffusionFactory(cle="internet")
    ici = factories.DiffusionFactory(
        document=document, canal=canal, adresse="https://exemple.fr/a", reponse="en_faute"
    )
    page = reverse("documents:diffusion_update", args=[ici.pk])
    champs = client_de(referent).get(page).context["form"]
    saisie = {champ.html_name: champ.value() for champ in champs if champ.value()}
    saisie |= {"adresse": "https://exemple.fr/b", "date_debut": "2022-01-01"}
    assert client_de(referent).post(page, saisie).status_code == 302
    ici.refresh_from_db()
    assert (ici.adresse, ici.reponse) == ("https://exemple.fr/b", "")
