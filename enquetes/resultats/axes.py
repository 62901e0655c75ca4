"""Ce par quoi les résultats se ventilent : site, moyen, langue, question de profil."""

from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q

from enquetes.langues import LANGUES
from enquetes.models import Enquete, Mode, Question, Reponse, Valeur
from enquetes.resultats.recoupements import groupes_caches
from enquetes.saisies import TypeQuestion
from qualepref.socle.models import Site

NON_PRECISE = "non précisé"


@dataclass(frozen=True)
class Axe:
    """Ce par quoi les résultats se ventilent ; `champ` part d'une réponse."""

    cle: str
    libelle: str
    champ: str
    question: int | None = None

    @property
    def valeurs(self):
        """Les valeurs à compter, et le nom du champ qui porte leur groupe."""
        if self.question is None:
            return Valeur.objects.all(), f"reponse__{self.champ}"
        profil = {"reponse__valeurs__question": self.question}
        return Valeur.objects.filter(**profil), "reponse__valeurs__choix"

    @property
    def reponses(self):
        if self.question is None:
            return Reponse.objects.all(), self.champ
        return Reponse.objects.filter(valeurs__question=self.question), "valeurs__choix"


SITE, MOYEN, LANGUE = (
    Axe("site", "site", "site"),
    Axe("moyen", "moyen", "mode"),
    Axe("langue", "langue", "langue"),
)


def axes_de(questions: list[Question]) -> dict[str, Axe]:
    """Site, moyen, langue, puis chaque question de profil dont un seul choix se coche.

    Plusieurs choix feraient des groupes qui se recouvrent : on ne saurait dire ce qui les trahit.
    """
    profils = [
        q for q in questions if q.profil and q.echelle and q.type != TypeQuestion.CHOIX_MULTIPLE
    ]
    axes = [SITE, MOYEN, LANGUE, *(Axe(q.code, q.texte(), "", q.pk) for q in profils)]
    return {axe.cle: axe for axe in axes}


def groupe_dit(dit):
    """Sans site, par exemple : un groupe comme les autres, ou la somme le trahirait."""
    return NON_PRECISE if dit in (None, "") else dit


def groupes_a_cacher(enquete: Enquete, questions: list[Question]) -> dict[str, frozenset]:
    """{axe: ses groupes cachés}, tous axes pesés ensemble, en une requête."""
    axes = axes_de(questions)
    profils = {
        f"profil_{axe.question}": FilteredRelation(
            "valeurs", condition=Q(valeurs__question=axe.question)
        )
        for axe in axes.values()
        if axe.question
    }
    champs = [
        f"profil_{axe.question}__choix" if axe.question else axe.champ for axe in axes.values()
    ]
    lues = enquete.reponses.annotate(**profils).order_by().values_list(*champs)
    croises = [(tuple(map(groupe_dit, dits)), n) for *dits, n in lues.annotate(n=Count("pk"))]
    caches = groupes_caches(croises, enquete.questionnaire.seuils.montrer)
    return dict(zip(axes, caches or [frozenset()] * len(axes), strict=True))


def noms_des_groupes(axe: Axe, enquete: Enquete, questions: list[Question]) -> dict:
    """{groupe: son nom}, dans l'ordre où il se lit."""
    if axe is SITE:
        sites = Site.objects.filter(departement=enquete.departement_id).order_by("nom", "pk")
        noms = {site.pk: site.nom for site in sites}
    elif axe is MOYEN:
        noms = {mode.value: mode.label for mode in Mode}
    elif axe is LANGUE:
        noms = LANGUES
    else:
        (profil,) = (q for q in questions if q.pk == axe.question)
        noms = {choix.pk: str(choix) for choix in profil.echelle.choix.all()}
    return noms | {NON_PRECISE: NON_PRECISE}
