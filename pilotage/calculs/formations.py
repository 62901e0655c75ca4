"""Les indicateurs tirés du suivi des formations : agents à jour, conventions signées."""

from collections import Counter
from datetime import date
from fractions import Fraction

from formations.decompte import compter
from formations.models import ObligationFormation, PeriodeTutorat, ThemeFormation
from pilotage.grandeurs import Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode, periodes_entre

CODES_DES_FORMATIONS = ("FORM-A-JOUR", "TUTO-CONVENTIONS")
LONGUEUR = 60  # celle de la modalité d'une mesure


def valeurs_des_formations(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par trimestre et par service ; les agents à jour, par thème aussi."""
    trimestres = periodes_entre(debut, min(fin, arrete), Genre.TRIMESTRE)
    acheves = [trimestre for trimestre in trimestres if trimestre.fin <= arrete]
    return {
        "FORM-A-JOUR": _agents_a_jour(departement, acheves),
        "TUTO-CONVENTIONS": _conventions(departement, debut, min(fin, arrete), acheves),
    }


def en_modalite(theme: ThemeFormation) -> str:
    return theme.libelle[:LONGUEUR]


def _agents_a_jour(departement: Departement, acheves: list[Periode]) -> list[Valeur]:
    """Lus au dernier jour de chaque trimestre, d'après les dossiers d'alors."""
    obligations = ObligationFormation.objects.filter(agent__service__site__departement=departement)
    dossiers = [
        (Lieu(une.agent.service.site_id, une.agent.service_id, en_modalite(une.theme)), une.dossier)
        for une in obligations.avec_dossiers()
    ]
    return [
        Valeur(
            periode=trimestre,
            lieu=lieu,
            numerateur=Fraction(compte.a_jour),
            denominateur=Fraction(compte.concernes),
        )
        for trimestre in acheves
        for lieu, compte in compter(dossiers, trimestre.fin).items()
    ]


def _conventions(departement, debut, fin, acheves) -> list[Valeur]:
    """Les signatures, renouvellements compris ; zéro pour un service qui en a déjà signé.

    Une signature à venir, ou d'avant, ne fait que dire quels services tiennent des tutorats.
    """
    signees = PeriodeTutorat.objects.signees().filter(
        tutorat__service__site__departement=departement, date_signature__lte=fin
    )
    nombres: Counter = Counter()
    depuis: dict[Lieu, date] = {}
    for signature, site, service in signees.order_by("date_signature").values_list(
        "date_signature", "tutorat__service__site", "tutorat__service"
    ):
        lieu = Lieu(site, service)
        depuis.setdefault(lieu, signature)
        if signature >= debut:
            nombres[Periode.contenant(signature, Genre.TRIMESTRE), lieu] += 1
    zeros = {
        (trimestre, lieu): 0
        for trimestre in acheves
        for lieu, premiere in depuis.items()
        if premiere <= trimestre.fin
    }
    return [
        Valeur(periode=trimestre, lieu=lieu, numerateur=Fraction(nombre))
        for (trimestre, lieu), nombre in (zeros | nombres).items()
    ]
