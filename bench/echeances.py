"""Mesure un million d'échéances par le jumeau, et par numpy.busday_offset dans le même passage.

    .venv/bin/python bench/echeances.py [--lignes 1000000] [--essais 7]

À tour de rôle, sur les mêmes arrivées de trois ans tirées au hasard, tables vides à chaque fois :

- un cas : cinq jours ouvrés de métropole, par `busday_offset` en un appel et par le jumeau ;
- lot mêlé : six règles (ouvrés, calendaires, avec et sans report) et quatre territoires, par
  `busday_offset` cas après cas et par le jumeau, à froid puis ses tables déjà lues ;
- jours utilisés et retards du lot mêlé, par le jumeau seul ;
- moteur : la même échéance ligne à ligne, sur un échantillon, ramenée au million.

Les deux côtés rendent les mêmes dates, vérifiées sur toutes les lignes. Le temps est celui du
processeur, que la charge de la machine change peu ; les rapports des médianes se comparent d'une
machine à l'autre, les millisecondes non. Seuil : jumeau ≤ 3 × numpy, pour un cas comme mêlé.
"""

import argparse
import random
import statistics
import sys
import time
from array import array
from datetime import date
from pathlib import Path

import numpy

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from qualepref.socle.calendrier import Calendrier, jours_feries  # noqa: E402
from suivi.delais.echeances import date_echeance  # noqa: E402
from suivi.delais.jumeau import Jumeau, en_retard  # noqa: E402
from suivi.delais.regles import Regle, Unite  # noqa: E402

DEBUT, JOURS, SEUIL = date(2020, 1, 1), 1096, 3
CINQ_OUVRES = Regle(cle="5j_ouvres", jours=5, unite=Unite.OUVRES)
REGLES = [
    CINQ_OUVRES,
    Regle(cle="10j_ouvres", jours=10, unite=Unite.OUVRES),
    Regle(cle="15j_ouvres", jours=15, unite=Unite.OUVRES),
    Regle(cle="7j_calendaires", jours=7, unite=Unite.CALENDAIRES),
    Regle(cle="15j_calendaires_report", jours=15, unite=Unite.CALENDAIRES, report=True),
    Regle(cle="30j_calendaires_report", jours=30, unite=Unite.CALENDAIRES, report=True),
]
CALENDRIERS = [
    Calendrier(cle) for cle in ("metropole", "alsace-moselle", "guadeloupe", "la-reunion")
]
ECHANTILLON = 20_000


MELES = [(regle, calendrier) for regle in REGLES for calendrier in CALENDRIERS]
EPOQUE = date(1970, 1, 1).toordinal()


class Numpy:
    """Les mêmes lignes en colonnes de numpy ; ses calendriers sont prêts avant la mesure."""

    def __init__(self, arrivees, cas):
        self.jours = (numpy.array(arrivees) - EPOQUE).astype("datetime64[D]")
        self.cas = numpy.frombuffer(cas, dtype="uint8")
        self.feries = {c.territoire: feries(c.territoire) for c in CALENDRIERS}

    def un_cas(self, jours=None, regle=CINQ_OUVRES, territoire="metropole"):
        jours = self.jours if jours is None else jours
        feries = self.feries[territoire]
        if regle.unite is Unite.OUVRES:
            # D'un jour fermé on recule : le premier jour compté est le jour ouvré suivant.
            return numpy.busday_offset(jours, regle.jours, roll="backward", busdaycal=feries)
        termes = jours + regle.jours
        if not regle.report:
            return termes
        return numpy.busday_offset(termes, 0, roll="forward", busdaycal=feries)

    def mele(self):
        colonne = numpy.empty_like(self.jours)
        for rang, (regle, calendrier) in enumerate(MELES):
            lignes = self.cas == rang
            colonne[lignes] = self.un_cas(self.jours[lignes], regle, calendrier.territoire)
        return colonne


def feries(territoire):
    jours = [jour for annee in range(2020, 2025) for jour in jours_feries(territoire, annee)]
    return numpy.busdaycalendar(holidays=numpy.array(jours, dtype="datetime64[D]"))


def mesurer(gestes, essais):
    """Médiane, en millisecondes de calcul, de gestes joués à tour de rôle après une chauffe."""
    durees = {nom: [] for nom in gestes}
    for tour in range(essais + 1):
        for nom, geste in gestes.items():
            debut = time.process_time()
            geste()
            if tour:
                durees[nom].append((time.process_time() - debut) * 1000)
    return {nom: statistics.median(valeurs) for nom, valeurs in durees.items()}


def verifier(numpy_dit, jumeau_dit):
    assert (numpy.array(jumeau_dit) == numpy_dit.astype("int64") + EPOQUE).all()


def ligne_a_ligne(arrivees):
    jours = map(date.fromordinal, arrivees[:ECHANTILLON])
    return [date_echeance(jour, CINQ_OUVRES, CALENDRIERS[0]) for jour in jours]


def montrer(medianes, nom, base):
    print(f"  {nom:28} {medianes[nom]:8.1f} ms  × {medianes[nom] / medianes[base]:.2f} {base}")


def gestes(lignes):
    """Ce qui se mesure, une fois les dates vérifiées égales des deux côtés."""
    de, premier = random.Random(2020), DEBUT.toordinal()
    arrivees = array("i", (premier + de.randrange(JOURS) for _ in range(lignes)))
    cas, rien = bytes(de.choices(range(len(MELES)), k=lignes)), bytes(lignes)
    vus = array("i", (arrivee + 12 for arrivee in arrivees))
    temoin, chaud = Numpy(arrivees, cas), Jumeau(MELES)
    dues = chaud.echeances(cas, arrivees)
    verifier(temoin.mele(), dues)
    verifier(temoin.un_cas(), Jumeau(MELES[:1]).echeances(rien, arrivees))
    return {
        "numpy, un cas": temoin.un_cas,
        "jumeau, un cas": lambda: Jumeau(MELES[:1]).echeances(rien, arrivees),
        "numpy, lot mêlé": temoin.mele,
        "jumeau, lot mêlé": lambda: Jumeau(MELES).echeances(cas, arrivees),
        "jumeau, tables déjà lues": lambda: chaud.echeances(cas, arrivees),
        "jumeau, jours utilisés": lambda: chaud.utilises(cas, arrivees, vus),
        "jumeau, retards": lambda: en_retard(dues, vus),
        "moteur, sur l'échantillon": lambda: ligne_a_ligne(arrivees),
    }


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lignes", type=int, default=1_000_000)
    options.add_argument("--essais", type=int, default=7)
    choix = options.parse_args()
    medianes = mesurer(gestes(choix.lignes), choix.essais)
    moteur = medianes.pop("moteur, sur l'échantillon") * choix.lignes / ECHANTILLON
    medianes["moteur, ligne à ligne"] = moteur
    print(f"{choix.lignes} échéances, {choix.essais} essais : médiane et rapport")
    for nom in medianes:
        un_seul = nom.endswith("un cas") or nom.startswith("moteur")
        montrer(medianes, nom, "numpy, un cas" if un_seul else "numpy, lot mêlé")
    for nom in ("un cas", "lot mêlé"):
        rapport = medianes[f"jumeau, {nom}"] / medianes[f"numpy, {nom}"]
        tenu = "tenu" if rapport <= SEUIL else "DÉPASSÉ"
        print(f"{nom} : jumeau × {rapport:.2f} numpy (≤ {SEUIL}) : {tenu}")


if __name__ == "__main__":
    main()
