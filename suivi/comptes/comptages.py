"""Les indicateurs des demandes, comptés par mois d'arrivée, site et service, d'après les cumuls."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre
from suivi.comptes.decompte import EN_VIGUEUR, Compte
from suivi.cumul.comptes import LIEUX, Chiffres, Question, resumer
from suivi.cumul.lecture import chiffrer
from suivi.delais.regles import Unite
from suivi.models import Canal, Demande, Nature, ProfilDelais, Registre, Situation

COURRIELS, COURRIERS = (Canal.COURRIEL, Canal.FORMULAIRE_INTERNET), (Canal.COURRIER,)


class Place(NamedTuple):
    """Ce qui distingue les groupes dont se tirent les sept indicateurs."""

    site: int
    service: int
    registre: str
    nature: str
    canal: str
    accueil: str
    unite: str


Groupe = tuple[tuple[date, Place], Chiffres]


@dataclass(frozen=True, kw_only=True)
class Comptage:
    """Un indicateur compté pour un mois d'arrivée, un service (et un canal : RECL-ACCUEIL).

    `mois` : son premier jour ; `site` et `service` : leurs identifiants. Le taux ou la moyenne est
    numérateur / dénominateur ; les suspendues, les non dues et celles qui ne sont pas encore
    échues n'y sont pas. `unites` : celles des jours additionnés.
    """

    code: str
    mois: date
    site: int
    service: int
    canal: str = ""
    recues: int
    suspendues: int
    non_dues: int = 0
    non_echues: int = 0
    numerateur: int
    denominateur: int
    unites: tuple[str, ...] = ()


def comptages(departement: Departement, debut: date, fin: date, arrete: date) -> list[Comptage]:
    """Les sept indicateurs des demandes arrivées dans la période, par mois, site et service.

    Lus des cumuls. Un mois absent de la liste n'a rien reçu ; un dénominateur nul se lit « non
    mesuré ».
    """
    question = Question(debut=debut, fin=fin, arrete=arrete, par=Place._fields, genre=Genre.MOIS)
    traitement = compte_des_reclamations(departement)
    par_reponse = _groupes(question, departement)
    par_traitement = par_reponse
    if traitement is not Compte.REPONSE_FOND:
        par_traitement = _groupes(replace(question, compte=traitement), departement)
    courriels = [(place, c) for place, c in par_reponse if _est_une_question(place, COURRIELS)]
    courriers = [(place, c) for place, c in par_reponse if _est_une_question(place, COURRIERS)]
    return [
        *_taux("COUR-EL-DELAI", courriels),
        *_moyennes("COUR-EL-MOYEN", courriels),
        *_taux("COUR-PA-DELAI", courriers),
        *_moyennes("COUR-PA-MOYEN", courriers),
        *_taux("RECL-DELAI", _reclamations(par_traitement)),
        *_taux("RECL-FOND", _reclamations(par_reponse)),
        *_parts("RECL-ACCUEIL", _reclamations(par_reponse)),
    ]


def compte_des_reclamations(departement: Departement) -> Compte:
    """La date qui vaut traitement d'une réclamation, selon le profil de délais du département."""
    profil = ProfilDelais.objects.filter(cle=departement.profil_delais).first()
    return profil.compte if profil else Compte.REPONSE_FOND


def _groupes(question: Question, departement: Departement) -> list[Groupe]:
    lus = chiffrer(question, lambda objets: objets.filter(departement=departement))
    return [((mois, Place(*places)), c[EN_VIGUEUR]) for (mois, *places), c in lus.items()]


def _est_une_question(cle: tuple[date, Place], canaux: Sequence[str]) -> bool:
    _, place = cle
    return (
        place.registre == Registre.COURRIERS_COURRIELS
        and place.nature == Nature.INFORMATION_GENERALE
        and place.canal in canaux
    )


def _reclamations(groupes: Iterable[Groupe]) -> list[Groupe]:
    registre = Registre.SUGGESTIONS_RECLAMATIONS
    return [(cle, chiffres) for cle, chiffres in groupes if cle[1].registre == registre]


def _reunir(groupes: Iterable[Groupe], *champs: str) -> dict[tuple, Chiffres]:
    """(mois, puis les champs de la place) → les chiffres de tous ses groupes."""
    reunis = defaultdict(Chiffres)
    for (mois, place), chiffres in groupes:
        reunis[mois, *(getattr(place, champ) for champ in champs)] += chiffres
    return reunis


def _taux(code: str, groupes: Iterable[Groupe]) -> Iterator[Comptage]:
    for lieu, chiffres in _reunir(groupes, *LIEUX).items():
        yield _comptage(
            code,
            lieu,
            chiffres,
            numerateur=chiffres.dans_le_delai,
            denominateur=chiffres.base,
        )


def _moyennes(code: str, groupes: Iterable[Groupe]) -> Iterator[Comptage]:
    """Chaque délai dans l'unité de sa règle ; sans règle, il ne s'additionne pas."""
    groupes = list(groupes)
    jours = defaultdict(Counter)
    for (mois, *lieu, unite), chiffres in _reunir(groupes, *LIEUX, "unite").items():
        if unite:
            jours[mois, *lieu][unite] = chiffres.jours[Unite(unite)]
    for lieu, chiffres in _reunir(groupes, *LIEUX).items():
        par_unite = {unite: compte for unite, compte in jours[lieu].items() if compte}
        yield _comptage(
            code,
            lieu,
            chiffres,
            numerateur=sum(resumer(compte)["somme"] for compte in par_unite.values()),
            denominateur=sum(compte.total() for compte in par_unite.values()),
            unites=tuple(sorted(par_unite)),
        )


def _parts(code: str, groupes: Iterable[Groupe]) -> Iterator[Comptage]:
    """La part qui porte sur l'accueil, parmi toutes les reçues hors suspension."""
    sur_l_accueil = _reunir(
        [g for g in groupes if g[0][1].accueil == Demande.QualiteAccueil.OUI], *LIEUX, "canal"
    )
    for (mois, site, service, canal), chiffres in _reunir(groupes, *LIEUX, "canal").items():
        oui = sur_l_accueil.get((mois, site, service, canal), Chiffres())
        yield Comptage(
            code=code,
            mois=mois,
            site=site,
            service=service,
            canal=canal,
            recues=chiffres.recues,
            suspendues=chiffres.situations[Situation.SUSPENDUE],
            numerateur=oui.recues - oui.situations[Situation.SUSPENDUE],
            denominateur=chiffres.recues - chiffres.situations[Situation.SUSPENDUE],
        )


def _comptage(code: str, lieu: tuple, chiffres: Chiffres, **valeurs) -> Comptage:
    mois, site, service = lieu
    return Comptage(
        code=code,
        mois=mois,
        site=site,
        service=service,
        recues=chiffres.recues,
        suspendues=chiffres.situations[Situation.SUSPENDUE],
        non_dues=chiffres.situations[Situation.NON_DUE],
        non_echues=chiffres.situations[Situation.A_TEMPS],
        **valeurs,
    )
