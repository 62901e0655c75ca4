"""L'enquête que remplit un export : celle qu'on dit, celle des mêmes jours, ou une nouvelle."""

from datetime import date

from enquetes.models import Enquete
from qualepref.socle.refus import ImportRefuse
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import MOIS

NOUVELLE = "nouvelle"


def enquete_dite(departement, code: str) -> Enquete | None:
    """Celle de ce code, sous verrou ; None si on n'en a pas dit, ou si l'on en veut une neuve."""
    if code in ("", NOUVELLE):
        return None
    siennes = Enquete.objects.select_for_update(of=("self",)).select_related("questionnaire")
    enquete = siennes.filter(departement=departement, code=code).first()
    if enquete is None:
        raise ImportRefuse(f"Ce département n'a pas d'enquête de code « {code} ».")
    return enquete


def qui_se_recouvrent(departement, questionnaire, debut: date, fin: date):
    siennes = Enquete.objects.filter(departement=departement, questionnaire=questionnaire)
    return siennes.filter(date_ouverture__lte=fin, date_cloture__gte=debut).order_by("code")


def enquete_visee(departement, questionnaire, jours, code: str) -> Enquete:
    """Lève ImportRefuse plutôt que de choisir entre plusieurs enquêtes, ou d'en mêler deux."""
    debut, fin = min(jours), max(jours)
    enquete = enquete_dite(departement, code)
    if enquete is None and code != NOUVELLE:
        enquete = _la_seule(departement, questionnaire, debut, fin)
    if enquete is None:
        return _nouvelle(departement, questionnaire, debut, fin)
    _etendre(enquete, debut, fin)
    return enquete


def _la_seule(departement, questionnaire, debut, fin) -> Enquete | None:
    voisines = list(qui_se_recouvrent(departement, questionnaire, debut, fin))
    recueillies = [une for une in voisines if une.points.exists()]
    if len(voisines) > 1 or recueillies:
        codes = ", ".join(f"« {une.code} »" for une in voisines)
        raise ImportRefuse(
            f"Ces réponses vont du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}, comme l'enquête {codes} : "
            f"dites laquelle elles complètent, ou « {NOUVELLE} »."
        )
    return enquete_dite(departement, voisines[0].code) if voisines else None


def _nouvelle(departement, questionnaire, debut, fin) -> Enquete:
    return Enquete.objects.create(
        departement=departement,
        questionnaire=questionnaire,
        code=_code_libre(departement, debut),
        intitule=f"{questionnaire.intitule}, {en_mois(debut, fin)}"[:200],
        etat=Enquete.Etat.OUVERTE,
        date_ouverture=debut,
        date_cloture=fin,
    )


def _code_libre(departement, debut: date) -> str:
    """« import-2022-03 », puis « import-2022-03-2 » s'il est pris."""
    base = f"import-{debut:%Y-%m}"
    pris = set(Enquete.objects.filter(departement=departement).values_list("code", flat=True))
    libres = (base, *(f"{base}-{rang}" for rang in range(2, len(pris) + 3)))
    return next(code for code in libres if code not in pris)


def en_mois(debut: date, fin: date) -> str:
    """« mars 2022 », « mars à juin 2022 », « décembre 2021 à janvier 2022 »."""
    dernier = f"{MOIS[fin.month - 1]} {fin.year}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        return dernier
    premier = MOIS[debut.month - 1]
    return f"{premier if debut.year == fin.year else f'{premier} {debut.year}'} à {dernier}"


def _etendre(enquete: Enquete, debut: date, fin: date) -> None:
    """Celle d'un fichier prend les jours de ses réponses ; menée ici, elle garde les siens."""
    etendue = min(debut, enquete.date_ouverture), max(fin, enquete.date_cloture)
    if enquete.etat == Enquete.Etat.CLOSE or etendue == (
        enquete.date_ouverture,
        enquete.date_cloture,
    ):
        return
    if enquete.points.exists():
        raise ImportRefuse(
            f"Ces réponses vont du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}, hors des dates de "
            f"l'enquête « {enquete} »."
        )
    enquete.date_ouverture, enquete.date_cloture = etendue
    enquete.save(update_fields=["date_ouverture", "date_cloture"])


def clore_si_passee(enquete: Enquete) -> None:
    """Venue d'un fichier, et dont le dernier jour est passé : plus rien n'y entre."""
    ouverte = enquete.etat == Enquete.Etat.OUVERTE
    if ouverte and enquete.date_cloture < aujourdhui() and not enquete.points.exists():
        enquete.clore()
