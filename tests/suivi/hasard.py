"""Des vies de demandes tirées au hasard, toujours sensées : de quoi comparer deux calculs."""

from datetime import date, time, timedelta
from random import Random

from suivi.delais.evenements import Evenement, Genre
from suivi.delais.regles import Regle, Reprise, Unite
from tests.suivi.naif import ZONES

DEBUT = date(2019, 1, 1)
REFERENCES = ("", "pièce d'identité", "justificatif")
FERMETURES = [
    {},
    {date(2022, 5, 27): "pont de l'Ascension"},
    {DEBUT + timedelta(days=13 * n): "journée d'étude" for n in range(150)},
]


def une_regle(de: Random) -> Regle:
    unite = de.choice(list(Unite))
    return Regle(
        cle="essai",
        jours=de.randint(1, 20),
        unite=unite,
        report=de.random() < 0.5,
        accuse_jours=de.choice([None, 3, 7]),
        attente_suspend=de.random() < 0.5,
        reprise=de.choice(list(Reprise)),
        heure_limite=de.choice([None, None, time(17)]),
    )


def une_vie(de: Random) -> list[Evenement]:
    """De zéro à six événements après la réception, chacun possible au moment où il vient."""
    jour = DEBUT + timedelta(days=de.randrange(1800))
    heure = de.choice([None, time(9), time(18, 30)])
    suite, ouverts, close = [Evenement(Genre.RECUE, jour, heure=heure)], {}, None
    for _ in range(de.choice([0, 1, 2, 3, 4, 6])):
        jour += timedelta(days=de.choice([0, 1, 1, 2, 3, 5, 8, 13]))
        ouverts = {c: fin for c, fin in ouverts.items() if fin is None or fin >= jour}
        genre = de.choice(possibles(ouverts, close))
        reference = de.choice(REFERENCES)
        if genre in (Genre.SUSPENDUE, Genre.ATTENTE):
            if (genre, reference) in ouverts:
                continue
            jusqua = de.choice([None, None, jour + timedelta(days=de.randrange(15))])
            ouverts[genre, reference] = jusqua
            suite.append(Evenement(genre, jour, "essai", jusqua=jusqua, reference=reference))
        elif genre is Genre.REPRISE:
            _, reference = de.choice([*ouverts, (None, "")])
            ouverts = {c: f for c, f in ouverts.items() if reference and c[1] != reference}
            suite.append(Evenement(genre, jour, reference=reference))
        else:
            if genre in (Genre.REPONDUE, Genre.RETIREE, Genre.ROUVERTE):
                close = None if genre is Genre.ROUVERTE else genre
                ouverts = {}
            suite.append(Evenement(genre, jour, "essai", jours=de.randint(1, 9)))
    return suite


def possibles(ouverts, close) -> list[Genre]:
    if close:
        return [Genre.ROUVERTE, Genre.ACCUSEE]
    courants = [Genre.SUSPENDUE, Genre.SUSPENDUE, Genre.ATTENTE, Genre.PROLONGEE, Genre.ACCUSEE]
    fins = [Genre.REPONDUE, Genre.RETIREE, Genre.TRANSMISE]
    return courants + fins + [Genre.REPRISE] * 4 * bool(ouverts)


def un_cas(de: Random):
    """(événements, règle, territoire, fermetures, jour où l'on regarde)."""
    suite = une_vie(de)
    le = suite[0].le + timedelta(days=de.randrange(60))
    return suite, une_regle(de), de.choice([*ZONES]), de.choice(FERMETURES), le
