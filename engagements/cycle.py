"""Le cycle du label : jalons datés et situation, d'après ses étapes et les chiffres du référentiel.

Trois ans de validité, un audit de suivi à mi-parcours, un audit de renouvellement avant le terme
(rubrique « cycle » du référentiel). Une étape faite l'emporte, puis une date corrigée à la main,
puis le calcul. Les étapes d'un site s'ajoutent à celles de tous les sites.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

AUDIT_EXTERNE, AUDIT_INTERNE, CANDIDATURE = "audit_externe", "audit_interne", "candidature"
OBTENTION, SUIVI, RENOUVELLEMENT = "obtention", "suivi", "renouvellement"
FIN_VALIDITE, SUSPENSION, REPRISE = "fin_validite", "suspension", "reprise"
PERTE, RETRAIT = "perte", "retrait"
CALCULES = (AUDIT_INTERNE, SUIVI, RENOUVELLEMENT, FIN_VALIDITE)
FINS = (PERTE, RETRAIT)

FAIT, PREVU, CALCULE, CORRIGE = "fait", "prevu", "calcule", "corrige"

CANDIDAT, LABELLISE, SUSPENDU = "candidat", "labellise", "suspendu"
PERDU, EXPIRE, RETIRE = "perdu", "expire", "retire"
PORTEURS = (LABELLISE, SUSPENDU)
ETATS_DES_FINS = {PERTE: PERDU, RETRAIT: RETIRE, FIN_VALIDITE: EXPIRE}


class Chiffres(NamedTuple):
    """Durées en mois depuis l'obtention, écart en jours calendaires entre les deux audits."""

    duree: int
    suivi: int
    renouvellement: int
    ecart: int

    @classmethod
    def lire(cls, cycle: dict) -> "Chiffres | None":
        """Ceux de la rubrique « cycle » d'un référentiel ; None s'il n'en a pas."""
        if not cycle:
            return None
        return cls(
            cycle["duree_label_mois"],
            cycle["audit_suivi_mois"],
            cycle["audit_renouvellement_mois"],
            cycle["ecart_interne_externe_jours"]["propose"],
        )


class Fait(NamedTuple):
    """Une étape inscrite : faite, ou prévue à cette date ; `site` None : tous les sites.

    `chiffres` : ceux qui valaient à l'obtention ; les changer ne réécrit pas le passé.
    """

    cle: int
    genre: str
    jour: date
    realise: bool
    site: int | None = None
    motif: str = ""
    chiffres: Chiffres | None = None


class Jalon(NamedTuple):
    """Une ligne de la frise ; `calcule` : ce que donnait le calcul là où l'on a corrigé."""

    genre: str
    jour: date
    nature: str
    site: int | None = None
    motif: str = ""
    fait: int | None = None
    calcule: date | None = None

    @property
    def est_fait(self) -> bool:
        return self.nature == FAIT


class Situation(NamedTuple):
    etat: str
    depuis: date | None = None
    jusqu_au: date | None = None
    motif: str = ""


class Periode(NamedTuple):
    """Du premier au dernier jour, compris."""

    etat: str
    debut: date
    fin: date


def ajouter_mois(jour: date, mois: int) -> date:
    """Le même quantième `mois` plus tard, ramené au dernier jour du mois s'il n'existe pas."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, mois = divmod(rang, 12)
    return date(annee, mois + 1, min(jour.day, monthrange(annee, mois + 1)[1]))


def jalons(faits: Sequence[Fait], chiffres: Chiffres | None) -> list[Jalon]:
    """Tout ce qui est fait, prévu, corrigé ou calculé, par date ; `chiffres` : ceux du jour.

    Le calcul ne vaut que pour le cycle en cours, de chaque lieu qui a sa propre obtention.
    """
    lieux = {None} | {fait.site for fait in faits if fait.genre == OBTENTION}
    calculs = [calcul for lieu in lieux for calcul in _calculs(faits, lieu, chiffres)]
    remplaces = {calcul.fait: calcul.jour for calcul in calculs if calcul.fait is not None}
    inscrits = [_inscrit(fait, remplaces.get(fait.cle)) for fait in faits]
    restants = [calcul for calcul in calculs if calcul.fait is None]
    return sorted(inscrits + restants, key=lambda jalon: (jalon.jour, jalon.fait or 0))


def _inscrit(fait: Fait, calcule: date | None) -> Jalon:
    nature = FAIT if fait.realise else CORRIGE if fait.genre in CALCULES else PREVU
    return Jalon(fait.genre, fait.jour, nature, fait.site, fait.motif, fait.cle, calcule)


def _calculs(faits: Sequence[Fait], lieu: int | None, chiffres: Chiffres | None) -> list[Jalon]:
    """Ce que le calcul donne pour un lieu ; `fait` : l'étape inscrite qui en prend la place."""
    siens = sorted((fait for fait in faits if fait.site == lieu), key=_ordre)
    echeances = _echeances(siens, chiffres)
    return echeances + _audits_internes(siens, echeances, chiffres)


def _echeances(siens: Sequence[Fait], chiffres: Chiffres | None) -> list[Jalon]:
    """Suivi, renouvellement et fin de validité du dernier label obtenu, s'il court encore."""
    obtention = _derniere(siens, (OBTENTION,))
    valables = obtention and (obtention.chiffres or chiffres)
    if not valables or _derniere(siens, FINS, depuis=obtention):
        return []
    mois = {
        SUIVI: valables.suivi,
        RENOUVELLEMENT: valables.renouvellement,
        FIN_VALIDITE: valables.duree,
    }
    apres = {fait.genre: fait for fait in siens if fait.jour > obtention.jour}
    return [
        _calcul(genre, ajouter_mois(obtention.jour, nombre), obtention.site, apres.get(genre))
        for genre, nombre in mois.items()
    ]


def _audits_internes(
    siens: Sequence[Fait], echeances: Sequence[Jalon], chiffres: Chiffres | None
) -> list[Jalon]:
    """Un audit interne avant chaque audit externe ou de renouvellement encore à venir."""
    if chiffres is None:
        return []
    externes = [fait for fait in siens if fait.genre in (AUDIT_EXTERNE, RENOUVELLEMENT)]
    audits = [(fait.jour, fait.realise, fait.site) for fait in externes]
    audits += [
        (echeance.jour, False, echeance.site)
        for echeance in echeances
        if echeance.genre == RENOUVELLEMENT and echeance.fait is None
    ]
    calculs, restants = [], [fait for fait in siens if fait.genre == AUDIT_INTERNE]
    for jour, realise, site in sorted(audits):
        prepare = [fait for fait in restants if fait.jour <= jour]
        restants = [fait for fait in restants if fait.jour > jour]
        if not realise:
            voulu = jour - timedelta(days=chiffres.ecart)
            calculs.append(_calcul(AUDIT_INTERNE, voulu, site, prepare[-1] if prepare else None))
    return calculs


def _calcul(genre: str, jour: date, site: int | None, fait: Fait | None) -> Jalon:
    return Jalon(genre, jour, CALCULE, site, fait=fait.cle if fait else None)


def _ordre(fait: Fait) -> tuple[date, int]:
    return fait.jour, fait.cle


def _derniere(
    siens: Sequence[Fait], genres: Sequence[str], depuis: Fait | None = None
) -> Fait | None:
    """La dernière étape faite de ces genres, après une autre s'il en est donné une."""
    faites = [fait for fait in siens if fait.realise and fait.genre in genres]
    if depuis:
        faites = [fait for fait in faites if _ordre(fait) > _ordre(depuis)]
    return faites[-1] if faites else None


def situation(
    faits: Iterable[Fait], le: date, site: int | None = None, chiffres: Chiffres | None = None
) -> Situation:
    """La situation d'un site ce jour-là (site None : de l'ensemble), d'après les étapes faites."""
    siens = sorted((fait for fait in faits if fait.site in (None, site)), key=_ordre)
    courante = Situation(CANDIDAT)
    for fait in siens:
        if fait.realise and fait.jour <= le:
            courante = _apres(_a_ce_jour(courante, fait.jour), fait, siens, chiffres)
    return _a_ce_jour(courante, le)


def _a_ce_jour(courante: Situation, le: date) -> Situation:
    """Un label dont le terme est passé est expiré."""
    terme = courante.jusqu_au
    if courante.etat in PORTEURS and terme and terme < le:
        return Situation(EXPIRE, terme + timedelta(days=1))
    return courante


def _apres(
    courante: Situation, fait: Fait, siens: Sequence[Fait], chiffres: Chiffres | None
) -> Situation:
    if fait.genre == OBTENTION:
        return Situation(LABELLISE, fait.jour, _terme(fait, siens, chiffres))
    if fait.genre in ETATS_DES_FINS:
        return Situation(ETATS_DES_FINS[fait.genre], fait.jour, None, fait.motif)
    if fait.genre == SUSPENSION:
        return Situation(SUSPENDU, fait.jour, courante.jusqu_au, fait.motif)
    if fait.genre == REPRISE and courante.etat == SUSPENDU:
        return Situation(LABELLISE, fait.jour, courante.jusqu_au)
    if fait.genre == CANDIDATURE and courante.etat not in PORTEURS:
        return Situation(CANDIDAT, fait.jour)
    return courante


def _terme(obtention: Fait, siens: Sequence[Fait], chiffres: Chiffres | None) -> date | None:
    """Le dernier jour de validité : corrigé à la main avant l'obtention suivante, sinon calculé."""
    suivants = [fait for fait in siens if _ordre(fait) > _ordre(obtention)]
    for fait in suivants:
        if fait.genre == OBTENTION and fait.realise:
            break
        if fait.genre == FIN_VALIDITE:
            return fait.jour
    valables = obtention.chiffres or chiffres
    return ajouter_mois(obtention.jour, valables.duree) if valables else None


def periodes(
    faits: Sequence[Fait],
    debut: date,
    fin: date,
    site: int | None = None,
    chiffres: Chiffres | None = None,
) -> list[Periode]:
    """Les situations qui se suivent entre deux jours ; deux semblables n'en font qu'une."""
    bornes = {debut} | {fait.jour for fait in faits}
    bornes |= {
        terme + timedelta(days=1)
        for jour in bornes
        if (terme := situation(faits, jour, site, chiffres).jusqu_au)
    }
    suite: list[Periode] = []
    for jour in sorted(borne for borne in bornes if debut <= borne <= fin):
        etat = situation(faits, jour, site, chiffres).etat
        if suite and suite[-1].etat == etat:
            continue
        if suite:
            suite[-1] = suite[-1]._replace(fin=jour - timedelta(days=1))
        suite.append(Periode(etat, jour, fin))
    return suite
