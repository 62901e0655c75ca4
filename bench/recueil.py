"""Mesure les envois du formulaire public d'une enquête à un vrai serveur.

    .venv/bin/python bench/recueil.py [--secondes 60] [--workers 3] [--threads 4]

Gunicorn sert l'application avec les options de docs/exploitation.md. D'abord un usager joue le
formulaire en entier, d'écran en écran, comme un navigateur : c'est de sa dernière page que sont
tirés les envois de tous les autres. Chacun d'eux vient d'une adresse à lui, que dit le relais ; son
jeton a été émis une minute plus tôt, et ses vingt-quatre premières réponses sont scellées dans la
page. Un usager sur vingt envoie deux fois, d'un double clic ou une demi-seconde après. Le plafond
du jour est réglé sur chaque point, pour que rien d'autre que la machine ne limite le débit.

Le plus haut débit se cherche par paliers : sans faute, et p95 d'une demi-seconde au plus. À 70 % de
ce débit, pendant une minute, chaque réponse doit se retrouver en base une fois et une seule ; le
p95 se compare à celui d'un POST vide, du même corps, servi par le même serveur sous la même charge.

PostgreSQL par DATABASE_URL (base vide et jetable), qui écrit sur disque comme en production.
Seuil : p95 ≤ 10 × celui du POST vide ; aucune réponse perdue, aucune doublée.
"""

import argparse
import http.client
import os
import random
import re
import sys
import time
from collections import Counter
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import banc
import charge
import enquete as enquetes_de_banc
from django.db import connection
from django.urls import reverse

from enquetes.formulaire.scelle import desceller, sceller
from enquetes.models import JetonRecu, PointDeCollecte, Reponse, Valeur
from qualepref.socle import depot_public

sys.path.insert(0, str(banc.RACINE / "bin"))

from serveurs import Serveurs, port_libre  # noqa: E402

SEUIL, PART, DOUBLES, PALIER = 10, 0.7, 0.05, 8  # PALIER : secondes
PREMIER_DEBIT, PLAFOND, SERVICES, VU, VIDE = 20, 100_000, 3, 303, 200
CACHE = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
POSEE = re.compile(r'name="q-(\w+)"')


class Envoi(NamedTuple):
    """Ce qu'envoie un usager à la fin ; `marque` : le texte qui le fait reconnaître en base."""

    marque: str
    chemin: str
    corps: bytes
    adresse: str

    def requete(self, chemin: str = "") -> bytes:
        entetes = (
            f"POST {chemin or self.chemin} HTTP/1.1",
            "Host: testserver",
            f"X-Forwarded-For: {self.adresse}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(self.corps)}",
            "Connection: close",
        )
        return "\r\n".join(entetes).encode() + b"\r\n\r\n" + self.corps


class Usager:
    """Suit les pages comme un navigateur sans JavaScript."""

    def __init__(self, port: int, point: PointDeCollecte):
        self.liaison = http.client.HTTPConnection("127.0.0.1", port)
        self.chemin = reverse("recueil:formulaire", args=[point.code])
        self.lire("GET")

    def lire(self, methode: str, champs: dict | None = None) -> None:
        entetes = {
            "Host": "testserver",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": "10.255.255.255",
        }
        corps = urlencode(champs) if champs else None
        self.liaison.request(methode, self.chemin, corps, entetes)
        reponse = self.liaison.getresponse()
        self.statut, self.page = reponse.status, unescape(reponse.read().decode())
        self.caches = dict(CACHE.findall(self.page))
        self.liaison.close()

    def repondre(self, reponses: dict[str, str]) -> int:
        """Jusqu'au dernier écran, sans l'envoyer ; le nombre d'écrans."""
        self.lire("POST", self.caches)
        for rang in range(1, len(reponses) + 1):
            (code,) = set(POSEE.findall(self.page))
            self.champs = {**self.caches, "geste": "suivant", f"q-{code}": reponses[code]}
            if rang == len(reponses):
                return rang
            self.lire("POST", self.champs)
        raise AssertionError("le formulaire n'a pas de fin")

    def envoyer(self) -> None:
        self.lire("POST", self.champs)


class Banc:
    def __init__(self, workers: int, threads: int):
        site, _ = banc.peupler(SERVICES)
        self.enquete = enquetes_de_banc.enquete_ouverte(site.departement)
        self.points = enquetes_de_banc.points_de_collecte(self.enquete, PLAFOND)
        self.questions = list(self.enquete.questionnaire.questions.avec_choix())
        self.hasard = random.Random(38)
        self.attendues: list[str] = []
        self.port = port_libre()
        self.serveurs = Serveurs(Path(banc.jetable.name) / "journaux")
        self.servir(workers, threads)

    def servir(self, workers: int, threads: int) -> None:
        """Comme docs/exploitation.md ; il hérite de la base et des réglages de ce processus."""
        os.environ["DJANGO_SETTINGS_MODULE"] = "reglages_du_recueil"
        self.serveurs.lancer(
            "web",
            *(banc.RACINE / ".venv" / "bin" / "gunicorn", "qualepref.wsgi", "--preload"),
            *("--pythonpath", str(banc.RACINE / "bench"), "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(workers), "--threads", str(threads), "--no-control-socket"),
            *("--logger-class", "qualepref.socle.traces.JournalDAcces"),
        )
        self.serveurs.attendre("web", self.repond)

    def repond(self) -> bool:
        liaison = http.client.HTTPConnection("127.0.0.1", self.port, timeout=charge.ATTENTE_MAX)
        try:
            liaison.request("POST", "/vide/", b"", {"Host": "testserver"})
            return liaison.getresponse().status == VIDE
        except OSError:
            return False
        finally:
            liaison.close()

    def reponses(self, marque: str) -> dict[str, str]:
        """Code → valeur, au hasard ; le texte libre porte la marque."""
        dites = {}
        for question in self.questions:
            choix = question.cles or (str(self.hasard.randrange(11)),)
            dites[question.code] = self.hasard.choice(choix)
        return dites | {enquetes_de_banc.TEXTE: marque}

    def jouer_en_entier(self) -> None:
        """Un usager, d'écran en écran ; sa dernière page est celle que porte chaque envoi."""
        point, reponses = self.points[0], self.reponses("usager")
        usager = Usager(self.port, point)
        debut = time.perf_counter()
        ecrans = usager.repondre(reponses)
        duree = (time.perf_counter() - debut) / ecrans
        scellees = desceller(f"enquete-{point.code}", usager.caches["reponses"])
        assert scellees == self.avant_le_dernier(reponses), (
            "un envoi n'est pas ce que la page porte"
        )
        tout_fait = self.champs(point, reponses)
        assert usager.champs.keys() == tout_fait.keys(), (usager.champs.keys(), tout_fait.keys())
        time.sleep(depot_public.AGE_MIN)
        usager.envoyer()
        assert usager.statut == VU, usager.page
        self.attendues.append("usager")
        print(f"  en entier : {ecrans} écrans, {duree * 1000:.1f} ms l'un")

    def avant_le_dernier(self, reponses: dict[str, str]) -> dict[str, list[str]]:
        return {code: [dit] for code, dit in reponses.items() if code != enquetes_de_banc.TEXTE}

    def champs(self, point: PointDeCollecte, reponses: dict[str, str]) -> dict[str, str]:
        formulaire, texte = f"enquete-{point.code}", enquetes_de_banc.TEXTE
        return {
            "langue": "fr",
            "jeton": depot_public.emettre(formulaire, time.time() - 60),
            "reponses": sceller(formulaire, self.avant_le_dernier(reponses)),
            "ecran": texte,
            "geste": "suivant",
            f"q-{texte}": reponses[texte],
        }

    def envoi(self) -> Envoi:
        """Un usager de plus, à une adresse que nul autre n'a."""
        rang = len(self.attendues)
        marque, point = f"usager n° {rang}", self.points[rang % len(self.points)]
        self.attendues.append(marque)
        return Envoi(
            marque,
            reverse("recueil:formulaire", args=[point.code]),
            urlencode(self.champs(point, self.reponses(marque))).encode(),
            f"10.{rang >> 16 & 255}.{rang >> 8 & 255}.{rang & 255}",
        )

    def departs(self, debit: float, secondes: float) -> list[charge.Depart]:
        """Les envois d'un palier ; les doubles comptent dans le débit."""
        uniques = charge.arrivees(debit / (1 + DOUBLES), secondes, self.hasard)
        departs = [charge.Depart(a, self.envoi().requete()) for a in uniques]
        deux_fois = self.hasard.sample(departs, round(DOUBLES * len(departs)))
        encore = [d._replace(a=d.a + self.hasard.choice((0, 0.5))) for d in deux_fois]
        return sorted(departs + encore)

    def palier(self, debit: float, secondes: float) -> charge.Palier:
        retours = charge.jouer(self.port, self.departs(debit, secondes))
        return charge.Palier(debit, retours, VU)

    def vide(self, debit: float, secondes: float) -> charge.Palier:
        """Les mêmes corps, à la même cadence, à l'adresse qui ne fait rien."""
        envoyees, self.attendues = self.attendues, [*self.attendues]
        departs = [
            d._replace(requete=re.sub(rb"^POST \S+", b"POST /vide/", d.requete))
            for d in self.departs(debit, secondes)
        ]
        self.attendues = envoyees
        return charge.Palier(debit, charge.jouer(self.port, departs), VIDE)

    def essayer(self, debit: float) -> bool:
        palier = self.palier(debit, PALIER)
        print(f"  {palier}", flush=True)
        return palier.tient

    def controler(self) -> tuple[int, int]:
        """Perdues, doublées : d'après les textes en base, une marque par usager."""
        textes = Valeur.objects.filter(question__code=enquetes_de_banc.TEXTE)
        en_base = Counter(textes.values_list("texte", flat=True))
        perdues = sum(marque not in en_base for marque in self.attendues)
        doublees = sum(en_base.values()) - len(en_base)
        nombre = Reponse.objects.count()
        assert nombre == JetonRecu.objects.count() == sum(en_base.values())
        assert Valeur.objects.count() == nombre * len(self.questions)
        return perdues, doublees


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--secondes", type=int, default=60)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--threads", type=int, default=4)
    options.add_argument("--debit", type=float, help="le plus haut, s'il est connu")
    choix = options.parse_args()
    mesure = Banc(choix.workers, choix.threads)
    try:
        mesurer(mesure, choix)
    finally:
        connection.close()
        mesure.serveurs.arreter()


def mesurer(mesure: Banc, choix: argparse.Namespace) -> None:
    print(f"{connection.vendor}, {choix.workers} workers de {choix.threads} fils")
    mesure.jouer_en_entier()
    mesure.palier(PREMIER_DEBIT, PALIER)  # gabarits et connexions en mémoire
    debit = choix.debit or charge.plus_haut_debit(mesure.essayer, PREMIER_DEBIT)
    print(f"plus haut débit : {debit:.0f} envois par seconde ; puis {choix.secondes} s à 70 %")
    tenu = mesure.palier(PART * debit, choix.secondes)
    vide = mesure.vide(PART * debit, choix.secondes)
    print(f"  envois {tenu}\n  vides  {vide}")
    doubles = sum("deja=1" in retour.vers for retour in tenu.retours)
    perdues, doublees = mesure.controler()
    print(f"  {len(mesure.attendues)} usagers ; doubles envois reconnus : {doubles}")
    banc.juger("fautes", tenu.fautes + vide.fautes, 0, "{}")
    banc.juger("réponses perdues", perdues, 0, "{}")
    banc.juger("réponses doublées", doublees, 0, "{}")
    banc.juger("p95 ÷ p95 d'un POST vide", tenu.p95 / vide.p95, SEUIL)


if __name__ == "__main__":
    main()
