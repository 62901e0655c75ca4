"""Le même suivi, écrit autrement : un jour après l'autre, en relisant tout à chaque fois.

Sert d'oracle à `suivi.delais.parcours` et ne partage rien avec lui, pas même le calendrier.
"""

from datetime import date
from typing import NamedTuple

from jours_feries_france import JoursFeries

ZONES = {
    "metropole": "Métropole",
    "alsace-moselle": "Alsace-Moselle",
    "la-reunion": "La Réunion",
    "mayotte": "Mayotte",
}
FERIES = {
    cle: {j.toordinal() for a in range(2015, 2035) for j in JoursFeries.for_year(a, zone).values()}
    for cle, zone in ZONES.items()
}


class Vu(NamedTuple):
    echeance: date | None
    utilises: int
    en_retard: bool


class Naif:
    def __init__(self, evenements, regle, territoire, fermetures, le):
        self.passe = [e for e in evenements if e.le <= le]
        self.regle, self.le = regle, le
        self.fermes = FERIES[territoire] | {jour.toordinal() for jour in fermetures}
        self.ouvres = regle.unite == "ouvres"
        self.depart = self.jour_zero()
        self.arretes, self.remises, self.ouverts, self.retrait = set(), set(), {}, None
        self.lire()
        sans_fin = [debut for debut, _, compte in self.ouverts.values() if compte]
        self.sans_fin = min(sans_fin, default=None)

    def est_ouvre(self, ordinal):
        return (ordinal - 1) % 7 < 5 and ordinal not in self.fermes

    def jour_zero(self):
        recue = self.passe[0]
        jour = recue.le.toordinal()
        if self.regle.heure_limite is None:
            return jour
        if recue.heure is not None and recue.heure > self.regle.heure_limite:
            jour += 1
        while not self.est_ouvre(jour):
            jour += 1
        return jour

    def lire(self):
        """Remplit les jours qui ne comptent pas, et ceux après lesquels le compte s'efface."""
        for e in self.passe:
            jour = e.le.toordinal()
            self.fermer([c for c, (_, fin, _) in self.ouverts.items() if fin and fin < jour], 9**9)
            if e.genre in ("suspendue", "attente"):
                compte = e.genre == "suspendue" or self.regle.attente_suspend
                fin = e.jusqua and e.jusqua.toordinal()
                self.ouverts[e.genre, e.reference] = jour, fin, compte
            elif e.genre == "reprise":
                self.fermer([c for c in self.ouverts if e.reference in ("", c[1])], jour)
            else:
                self.clore_ou_rouvrir(e.genre, jour)
        self.fermer([c for c, (_, fin, _) in self.ouverts.items() if fin], 9**9)

    def clore_ou_rouvrir(self, genre, jour):
        if genre in ("repondue", "retiree"):
            self.fermer(list(self.ouverts), jour, reprise=False)
            self.retrait = jour if genre == "retiree" else None
        elif genre == "rouverte" and self.retrait:
            self.arretes.update(range(self.retrait + 1, jour + 1))

    def fermer(self, cles, jour, reprise=True):
        for cle in cles:
            debut, prevu, compte = self.ouverts.pop(cle)
            fin = min(jour, prevu or jour)
            if not compte:
                continue
            self.arretes.update(range(debut + 1, fin + 1))
            efface = self.regle.reprise == "remise_a_zero" and (reprise or fin == prevu)
            if efface and max(debut, self.depart) < fin:
                self.remises.add(fin)

    def est_arrete(self, jour):
        return jour in self.arretes or (self.sans_fin is not None and jour > self.sans_fin)

    def compter(self, n, au):
        """(dernier jour compté, jours comptés au jour dit) ; le premier est None à l'arrêt."""
        compteur = utilises = 0
        jour, terme, a_remettre = self.depart, None, False
        butoir = max([au, *self.arretes]) + 400
        while jour < au or (terme is None and jour < butoir):
            if terme is None and jour in self.remises:
                a_remettre = True
            jour += 1
            if terme is None and self.est_arrete(jour):
                continue
            if terme is None and a_remettre:
                compteur, utilises, a_remettre = 0, 0, False
            if not self.ouvres or self.est_ouvre(jour):
                compteur += 1
            if terme is None and compteur == n:
                terme = jour
            if jour <= au:
                utilises = compteur
        return terme, utilises

    def echeance(self, n):
        terme, _ = self.compter(n, self.depart)
        while terme and self.regle.report and not self.ouvres and not self.est_ouvre(terme):
            terme += 1
        return terme

    def vu(self):
        n = self.regle.jours
        for e in self.passe:
            if e.genre == "prolongee":
                due = self.echeance(n)
                if due is None or e.le.toordinal() <= due:
                    n += e.jours
        au = max(self.au().toordinal(), self.depart)
        due = self.echeance(n)
        _, utilises = self.compter(n, au)
        return Vu(due and date.fromordinal(due), utilises, due is not None and au > due)

    def au(self):
        close = None
        for e in self.passe:
            if e.genre in ("repondue", "retiree"):
                close = e.le
            elif e.genre == "rouverte":
                close = None
        return close or self.le


def suivre(evenements, regle, territoire, fermetures, le):
    return Naif(evenements, regle, territoire, fermetures, le).vu()
