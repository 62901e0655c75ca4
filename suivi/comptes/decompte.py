"""Comptes de délais d'un ensemble de demandes : volumes, taux dans le délai, délais constatés.

Conventions : la période est celle de l'arrivée ; une demande suspendue ou sans réponse due compte
en volume seulement ; une demande ni répondue ni échue à l'arrêté sort de la base ; une base vide
se lit « non mesuré », jamais 0 %.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import product

from qualepref.socle.calendrier import Calendrier
from qualepref.socle.periodes import Genre, Periode, periodes_entre
from suivi.delais.echeances import date_echeance, delai
from suivi.delais.regles import Unite, regle_de_cle

TOUS = "TOUS"
REGISTRE_COURRIERS = "courriers_courriels"
REGISTRE_RECLAMATIONS = "suggestions_reclamations"

# La clé de la règle qui s'appliquait à chaque demande : son échéance enregistrée.
EN_VIGUEUR = "echeance_enregistree"
_UNITES = (Unite.CALENDAIRES, Unite.OUVRES)
_CINQ_JOURS = ("5j_calendaires", "5j_calendaires_report", "5j_ouvres")
_DIX_ET_QUINZE_JOURS = (
    *("10j_calendaires", "10j_calendaires_report", "10j_ouvres"),
    *("15j_calendaires", "15j_calendaires_report", "15j_ouvres"),
)
_REGLES_DES_RECLAMATIONS = ("10j_ouvres", "10j_calendaires")
_REGLES_DU_CANAL = {
    "courriel": _CINQ_JOURS,
    "formulaire_internet": _CINQ_JOURS,
    "courrier": _DIX_ET_QUINZE_JOURS,
}


class Compte(StrEnum):
    """La date qui vaut traitement d'une demande."""

    REPONSE_FOND = "reponse_fond"
    ACCUSE = "accuse"


class Natures(StrEnum):
    """Un périmètre de natures."""

    HORS_RECLAMATIONS = "hors_reclamations"
    INFORMATION_GENERALE = "information_generale"
    TOUTES_NATURES = "toutes_natures"
    RECLAMATIONS_SUGGESTIONS = "reclamations_suggestions"

    def retient(self, nature: str) -> bool:
        ecoute = nature in ("reclamation", "suggestion", "suggestion_reclamation")
        return {
            Natures.HORS_RECLAMATIONS: not ecoute,
            Natures.INFORMATION_GENERALE: nature == "information_generale",
            Natures.TOUTES_NATURES: True,
            Natures.RECLAMATIONS_SUGGESTIONS: ecoute,
        }[self]


class _Verdict(StrEnum):
    DANS_DELAI = "dans le délai"
    EN_RETARD = "répondue en retard"
    ECHUE = "échue sans réponse"
    A_VENIR = "pas encore échue"
    SANS_DELAI = "aucun délai fixé"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """Ce que le décompte lit d'une demande.

    `anonyme` : auteur sans nom ni adresse, aucune réponse n'est due. `suspendu` : arrivée pendant
    une période suspendue. `echeance` : celle enregistrée avec la demande.
    """

    arrivee: date
    canal: str
    nature: str
    reponse: date | None = None
    accuse: date | None = None
    service: str = ""
    site: str = ""
    registre: str = REGISTRE_COURRIERS
    anonyme: bool = False
    suspendu: bool = False
    calendrier: Calendrier = Calendrier()
    echeance: date | None = None

    def traitee_le(self, arrete: date, compte: Compte) -> date | None:
        """La date qui vaut traitement, connue à l'arrêté.

        Un accusé daté avant l'arrivée (repris avec un avertissement) vaut le jour 0.
        """
        traitee = self.accuse if compte == Compte.ACCUSE else self.reponse
        return max(traitee, self.arrivee) if traitee and traitee <= arrete else None

    def echeance_selon(self, cle: str) -> date | None:
        if cle == EN_VIGUEUR:
            return self.echeance
        return _echeance(self.arrivee, cle, self.calendrier)


_Issue = tuple[Ligne, date | None]  # une ligne et la date qui vaut traitement


@dataclass(frozen=True, kw_only=True)
class Decompte:
    """Ce qu'on veut compter : arrivées de `debut` à `fin`, vues à l'arrêté, et leur ventilation.

    `par` : « service » ou « site ». Sans `regles`, celles du canal ; pour TOUS et les canaux
    qui n'en ont pas, l'échéance enregistrée. Lève CleDeRegleInvalide.
    """

    debut: date
    fin: date
    arrete: date
    par: str = "service"
    genres: Sequence[Genre] = (Genre.ANNEE, Genre.TRIMESTRE)
    natures: Sequence[Natures] = tuple(Natures)
    registre: str = REGISTRE_COURRIERS
    compte: Compte = Compte.REPONSE_FOND
    regles: Sequence[str] = ()

    def __post_init__(self):
        for cle in self.regles:
            if cle != EN_VIGUEUR:
                regle_de_cle(cle)

    def entrees(self, lignes: Iterable[Ligne]) -> list[dict]:
        """Un compte par périmètre de natures, service (ou site), canal et période, TOUS compris.

        Les services gardent l'ordre des lignes. Une case sans demande est rendue, non mesurée.
        """
        retenues = [ligne for ligne in lignes if self._retient(ligne)]
        groupes = [*dict.fromkeys(getattr(ligne, self.par) for ligne in retenues), TOUS]
        canaux = [*sorted({ligne.canal for ligne in retenues}), TOUS]
        cases = list(product(groupes, canaux, self._periodes()))
        return [
            entree for natures in self.natures for entree in self._compter(natures, cases, retenues)
        ]

    def _retient(self, ligne: Ligne) -> bool:
        return ligne.registre == self.registre and self.debut <= ligne.arrivee <= self.fin

    def _periodes(self) -> list[str]:
        return [p.cle for genre in self.genres for p in periodes_entre(self.debut, self.fin, genre)]

    def _compter(self, natures: Natures, cases: list[tuple], lignes: list[Ligne]) -> Iterator[dict]:
        rangees = self._ranger(ligne for ligne in lignes if natures.retient(ligne.nature))
        for groupe, canal, periode in cases:
            regles = self.regles or regles_usuelles(canal, natures, self.registre)
            de_la_case = rangees[groupe, canal, periode]
            yield {
                self.par: groupe,
                "canal": canal,
                "periode": periode,
                "perimetre_nature": str(natures),
                **compter(de_la_case, regles, arrete=self.arrete, compte=self.compte),
            }

    def _ranger(self, lignes: Iterable[Ligne]) -> dict[tuple, list[Ligne]]:
        """Les lignes de chaque case (groupe, canal, période), TOUS compris."""
        rangees = defaultdict(list)
        for ligne in lignes:
            groupes = (getattr(ligne, self.par), TOUS)
            periodes = [Periode.contenant(ligne.arrivee, genre).cle for genre in self.genres]
            for case in product(groupes, (ligne.canal, TOUS), periodes):
                rangees[case].append(ligne)
        return rangees


def regles_usuelles(canal: str, natures: Natures, registre: str) -> Sequence[str]:
    """Les règles comptées quand l'appelant n'en nomme aucune."""
    if registre == REGISTRE_RECLAMATIONS or natures == Natures.RECLAMATIONS_SUGGESTIONS:
        return _REGLES_DES_RECLAMATIONS
    return _REGLES_DU_CANAL.get(canal, (EN_VIGUEUR,))


def compter(
    lignes: Sequence[Ligne],
    regles: Iterable[str],
    *,
    arrete: date,
    compte: Compte = Compte.REPONSE_FOND,
) -> dict:
    """Volumes, taux par règle et délais d'un ensemble de demandes, à la date d'arrêté.

    Les règles sont des clés de décompte (« 5j_ouvres ») ou EN_VIGUEUR. Taux en % et délais en
    jours, à deux décimales ; None quand il n'y a rien à mesurer.
    """
    dues = [ligne for ligne in lignes if not ligne.suspendu and not ligne.anonyme]
    issues = [(ligne, ligne.traitee_le(arrete, compte)) for ligne in dues]
    repondues = [(ligne, traitee) for ligne, traitee in issues if traitee]
    taux = {cle: _compter_regle(cle, issues, arrete) for cle in regles}
    return {
        "recus": len(lignes),
        "suspendus_exclus": sum(ligne.suspendu for ligne in lignes),
        "anonymes_exclus": sum(ligne.anonyme and not ligne.suspendu for ligne in lignes),
        "perimetre": len(dues),
        "repondus": len(repondues),
        "sans_reponse": len(dues) - len(repondues),
        "mesure": bool(repondues) or any(regle["base"] for regle in taux.values()),
        "regles": taux,
        "delais": {str(unite): _resumer(_delais(repondues, unite)) for unite in _UNITES},
    }


def _compter_regle(cle: str, issues: Iterable[_Issue], arrete: date) -> dict:
    verdicts = Counter(
        _juger(ligne.echeance_selon(cle), traitee, arrete) for ligne, traitee in issues
    )
    dans_delai, echues = verdicts[_Verdict.DANS_DELAI], verdicts[_Verdict.ECHUE]
    hors_delai = verdicts[_Verdict.EN_RETARD] + echues
    return {
        "base": dans_delai + hors_delai,
        "dans_delai": dans_delai,
        "hors_delai": hors_delai,
        "dont_sans_reponse_echus": echues,
        "non_echus_exclus": verdicts[_Verdict.A_VENIR],
        "pct": arrondir(100 * dans_delai, dans_delai + hors_delai),
    }


def _juger(echeance: date | None, traitee: date | None, arrete: date) -> _Verdict:
    """L'échéance le jour de l'arrêté n'est pas encore passée."""
    if echeance is None:
        return _Verdict.SANS_DELAI
    if traitee:
        return _Verdict.DANS_DELAI if traitee <= echeance else _Verdict.EN_RETARD
    return _Verdict.ECHUE if echeance < arrete else _Verdict.A_VENIR


# Les mêmes arrivées reviennent dans chaque case : 50 000 lignes n'ont que 365 jours.
@lru_cache(maxsize=65536)
def _echeance(arrivee: date, cle: str, calendrier: Calendrier) -> date | None:
    return date_echeance(arrivee, regle_de_cle(cle), calendrier)


def _delais(repondues: Iterable[_Issue], unite: Unite) -> Iterator[int]:
    for ligne, traitee in repondues:
        yield delai(ligne.arrivee, traitee, unite, ligne.calendrier)


def _resumer(delais: Iterable[int]) -> dict:
    """Effectif, somme, moyenne, médiane et plus grand délai."""
    tries = sorted(delais)
    n, somme = len(tries), sum(tries)
    milieu = tries[(n - 1) // 2] + tries[n // 2] if tries else 0
    return {
        "n": n,
        "somme": somme,
        "moyenne": arrondir(somme, n),
        "mediane": arrondir(milieu, 2) if tries else None,
        "max": tries[-1] if tries else None,
    }


def arrondir(numerateur: int, denominateur: int) -> float | None:
    """Le quotient à deux décimales, demi vers le haut ; None si le dénominateur est nul."""
    if not denominateur:
        return None
    quotient = Decimal(numerateur) / denominateur
    return float(quotient.quantize(Decimal("0.01"), ROUND_HALF_UP))
