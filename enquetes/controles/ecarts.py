"""Ce qu'un contrôle a trouvé : le bilan de ses relevés clos, ses écarts, les actions à proposer."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count

from engagements.models import Action
from engagements.proposition import proposer_action
from enquetes.controles.bilan import Bilan, Point, bilan
from enquetes.depouillement import Taux
from enquetes.models import Controle, Question, Questionnaire, SuiteDeControle, ValeurReleve
from enquetes.models.releves import APPELS
from qualepref.socle.motifs import exiger
from qualepref.socle.nombres import ecrire
from qualepref.socle.typographie import insecables

ORIGINES = {"accuse_reception_boites": Action.Origine.TEST_BOITES}


@dataclass
class Ecart:
    """Un point non conforme : combien de fois, et ce qu'on en a dit (objet, commentaire)."""

    question: Question
    nombre: int = 0
    dits: list[tuple[str, str]] = field(default_factory=list)
    suite: SuiteDeControle | None = None

    @property
    def code(self):
        return self.question.code

    @property
    def intitule(self):
        return f"{self.question.code} {self.question.texte()}"

    @property
    def exigences(self):
        return list(self.question.exigences.all())


def bilan_de(controle: Controle) -> Bilan:
    """En deux requêtes, quel que soit le nombre de relevés."""
    questions = controle.questionnaire.questions.mesurees().order_by("ordre", "pk")
    points = [
        Point(code, theme or "") for code, theme in questions.values_list("code", "theme__cle")
    ]
    siennes = ValeurReleve.objects.closes().filter(releve__controle=controle)
    lus = siennes.order_by().values_list("question__code", "choix__favorable")
    comptes = {(code, favorable): n for code, favorable, n in lus.annotate(n=Count("pk"))}
    return bilan(points, comptes)


def appels_aboutis(controle: Controle) -> Taux | None:
    """Sur tous les appels clos ; None d'une grille qui n'en a pas."""
    if controle.questionnaire.type_enquete != APPELS:
        return None
    issues = list(controle.releves.clos().values_list("non_abouti", flat=True))
    return Taux(issues.count(""), len(issues))


def ecarts_de(controle: Controle) -> list[Ecart]:
    """Les points non conformes, dans l'ordre de la grille, chacun avec sa suite s'il en a une."""
    suites = {une.question_id: une for une in controle.suites.select_related("action")}
    siennes = ValeurReleve.objects.en_defaut().filter(releve__controle=controle)
    valeurs = siennes.select_related("question", "releve")
    trouves: dict[int, Ecart] = {}
    for valeur in valeurs.prefetch_related("question__exigences__engagement").order_by(
        "question__ordre", "question_id", "releve_id"
    ):
        suite = suites.get(valeur.question_id)
        ecart = trouves.setdefault(valeur.question_id, Ecart(valeur.question, suite=suite))
        ecart.nombre += 1
        if valeur.commentaire:
            ecart.dits.append((valeur.releve.objet, valeur.commentaire))
    return list(trouves.values())


@transaction.atomic
def proposer(*, controle: Controle, ecarts: list[Ecart]) -> list[SuiteDeControle]:
    """Une action proposée par écart ; celui qui a déjà une suite la garde."""
    return [
        SuiteDeControle.objects.create(
            controle=controle, question=ecart.question, action=_proposer_une(controle, ecart)
        )
        for ecart in _restants(controle, ecarts)
    ]


@transaction.atomic
def refuser(*, controle: Controle, ecarts: list[Ecart], motif: str) -> list[SuiteDeControle]:
    """Rien n'est proposé au plan : le motif reste avec le contrôle."""
    motif = exiger(motif, "Dites pourquoi ces écarts ne donnent pas d'action.")
    return [
        SuiteDeControle.objects.create(controle=controle, question=ecart.question, motif=motif)
        for ecart in _restants(controle, ecarts)
    ]


def _restants(controle, ecarts):
    """Lus sous verrou : de deux envois, le second ne décide plus de rien."""
    Controle.objects.select_for_update(of=("self",)).get(pk=controle.pk)
    decides = set(controle.suites.values_list("question", flat=True))
    return [ecart for ecart in ecarts if ecart.question.pk not in decides]


def _proposer_une(controle, ecart):
    lieu = f" ({controle.lieu})" if controle.lieu else ""
    return proposer_action(
        departement=controle.departement,
        origine=origine_de(controle.questionnaire),
        intitule=f"Corriger : {ecart.question.texte()}{lieu}"[:300],
        chiffres=motif(controle, ecart),
        engagements=[exigence.engagement for exigence in ecart.exigences],
        service=controle.service or service_du_site(controle.site),
        annee=controle.date_echeance.year,
    )


def service_du_site(site):
    return site and site.services.filter(parent=None).first()


def origine_de(questionnaire: Questionnaire) -> Action.Origine:
    if questionnaire.nature == Questionnaire.Nature.MYSTERE:
        return Action.Origine.ENQUETE_MYSTERE
    return ORIGINES.get(questionnaire.code, Action.Origine.CONTROLE)


def motif(controle: Controle, ecart: Ecart) -> str:
    """« Conditions d'accueil… : point AS-02, exigence 1.1, non conforme 1 fois. « … » »"""
    exigences = ", ".join(exigence.code for exigence in ecart.exigences)
    dites = " ".join(
        f"« {objet + ' : ' if objet else ''}{commentaire} »" for objet, commentaire in ecart.dits
    )
    quoi = f", exigence {exigences}" if exigences else ""
    debut = f"{controle} : point {ecart.code}{quoi}, non conforme {ecart.nombre} fois."
    return insecables(f"{debut} {dites}".strip())


def synthese(controle: Controle) -> str:
    """« Conditions d'accueil, SP (2e semestre 2022) : 92,0 % de points conformes, 2 écarts »."""
    taux, nombre = bilan_de(controle).ensemble, len(ecarts_de(controle))
    dit = (
        f"{ecrire(taux.valeur, '%')} de points conformes" if taux.exprimees else "aucun point jugé"
    )
    ecarts = f"{nombre} écart{'s' if nombre > 1 else ''}" if nombre else "aucun écart"
    return insecables(f"{controle} : {dit}, {ecarts}")
