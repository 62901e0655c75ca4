"""Les indicateurs de satisfaction, tirés des enquêtes closes auprès des usagers.

Une enquête vaut pour l'année de son dernier jour ; deux la même année, c'est la dernière. Ce que
les résultats masquent ne se mesure pas : le chiffre d'un site de neuf réponses serait le leur.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from fractions import Fraction

from enquetes.depouillement import Taux, Verdict, total
from enquetes.models import Enquete
from enquetes.resultats.axes import SITE
from enquetes.resultats.comptes import resultats
from enquetes.resultats.tableau import QuestionDite, Resultats
from pilotage.grandeurs import ENSEMBLE, Lieu, Valeur
from qualepref.socle.models import Departement
from qualepref.socle.periodes import Genre, Periode

# Les questions livrées que lit chaque taux (« mode_de_calcul » d'indicateurs.yaml).
REPERES = {"SAT-GLOBALE": ("GL-01",), "SAT-RDV": ("RV-01", "RV-02")}
CODES_DES_ENQUETES = (*REPERES, "SAT-THEMES")
JUGES = (Verdict.ATTEINT, Verdict.SOUS_LE_SEUIL)


def valeurs_des_enquetes(
    departement: Departement, debut: date, fin: date, arrete: date
) -> dict[str, list[Valeur]]:
    """Une valeur par an, pour l'ensemble puis pour chaque site qui se lit."""
    valeurs: dict[str, list[Valeur]] = defaultdict(list)
    for periode, enquete in _dernieres(departement, debut, min(fin, arrete)).items():
        lus = resultats(enquete, SITE)
        for code, reperes in REPERES.items():
            valeurs[code] += _taux_par_lieu(lus, reperes, periode)
        if juges := [theme for theme in lus.themes if theme.chiffre.verdict in JUGES]:
            atteints = [theme for theme in juges if theme.chiffre.verdict is Verdict.ATTEINT]
            valeurs["SAT-THEMES"].append(
                _valeur(Taux(len(atteints), len(juges)), periode, ENSEMBLE)
            )
    return valeurs


def _dernieres(departement: Departement, debut: date, fin: date) -> dict[Periode, Enquete]:
    closes = Enquete.objects.filter(departement=departement).closes().aupres_des_usagers()
    closes = closes.filter(date_cloture__gte=debut, date_cloture__lte=fin)
    rangees = closes.select_related("questionnaire").order_by("date_cloture", "pk")
    return {Periode.contenant(une.date_cloture, Genre.ANNEE): une for une in rangees}


def _taux_par_lieu(lus: Resultats, reperes: Iterable[str], periode: Periode) -> list[Valeur]:
    dites = [
        q
        for q in (*lus.autres, *(q for theme in lus.themes for q in theme.questions))
        if (q.question.repere or q.question.code) in reperes and q.chiffre
    ]
    lieux = {None: ENSEMBLE} | {
        site: Lieu(site=site) for q in dites for site in q.groupes if isinstance(site, int)
    }
    return [
        _valeur(taux, periode, lieu)
        for site, lieu in lieux.items()
        if (taux := _taux(dites, site)) is not None
    ]


def _taux(dites: Iterable[QuestionDite], site: Hashable) -> Taux | None:
    """Toutes les réponses additionnées ; rien dès qu'une des questions se cache ici."""
    chiffres = [q.chiffre if site is None else q.groupes.get(site) for q in dites]
    if not chiffres or any(chiffre is None or chiffre.est_masque for chiffre in chiffres):
        return None
    taux = total(chiffre.taux for chiffre in chiffres)
    return taux if taux.exprimees else None


def _valeur(taux: Taux, periode: Periode, lieu: Lieu) -> Valeur:
    return Valeur(
        periode=periode,
        lieu=lieu,
        numerateur=Fraction(taux.favorables),
        denominateur=Fraction(taux.exprimees),
    )
