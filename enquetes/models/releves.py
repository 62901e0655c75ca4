"""Les relevés : ce qu'un évaluateur a vu, une grille à la fois."""

from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes import saisies
from enquetes.affichage import visibles
from enquetes.models.controles import A_L_AGENT, AU_DESTINATAIRE, Controle, recus_par
from enquetes.models.prets import Pret
from enquetes.models.questionnaires import Questionnaire
from enquetes.models.scenarios import Scenario
from qualepref.socle.fichiers.noms import extension_de
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

APPELS = "mystere_telephone"  # le type d'enquête dont un relevé est un appel
FIGE = "Ce relevé est clos : il ne change plus."


class Manque(NamedTuple):
    """Ce qui manque à un point pour clore : `code : phrase`."""

    code: str
    phrase: str


class ReleveQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "controle__departement"

    def confies(self, agent, permission):
        confies = [Q(controle__responsable=agent.pk)] if permission in A_L_AGENT else []
        recus = Q(controle__in=recus_par(agent), etat=Releve.Etat.CLOS)
        return [*confies, recus] if permission in AU_DESTINATAIRE else confies

    def clos(self):
        return self.filter(etat=Releve.Etat.CLOS)

    def en_cours(self):
        return self.filter(etat=Releve.Etat.BROUILLON)


class Releve(models.Model):
    """Une grille remplie une fois : un site, une page, une réponse, une boîte ou un appel."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "en cours"
        CLOS = "clos", "clos"

    class NonAbouti(models.TextChoices):
        OCCUPE = "occupe", "ligne occupée"
        SANS_REPONSE = "sans_reponse", "pas de réponse"
        RACCROCHE = "raccroche", "raccroché"

    controle = models.ForeignKey(
        Controle, models.PROTECT, related_name="releves", verbose_name="contrôle"
    )
    pret = models.ForeignKey(
        Pret,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="releves",
        verbose_name="prêt",
    )
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="releves",
        verbose_name="évaluateur",
    )
    jour = models.DateField("relevé le", default=aujourdhui)
    scenario = models.ForeignKey(
        Scenario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="releves",
        verbose_name="scénario",
    )
    objet = models.CharField("ce qu'on examine", max_length=200, blank=True)
    champs = models.JSONField("autres champs relevés", default=dict, blank=True)
    remarque = models.TextField("remarque d'ensemble", blank=True, max_length=2000)
    etat = models.CharField(
        "état", max_length=10, choices=Etat, default=Etat.BROUILLON, editable=False
    )
    clos_le = models.DateField("clos le", null=True, editable=False)
    non_abouti = models.CharField(
        "appel non abouti", max_length=12, choices=NonAbouti, blank=True, editable=False
    )

    objects = ReleveQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "relevé"
        ordering = ["controle", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="clos", clos_le__isnull=False)
                | (~Q(etat="clos") & Q(clos_le=None)),
                name="releve_clos",
                violation_error_message="Un relevé clos dit quand il l'a été.",
            ),
            models.UniqueConstraint(
                fields=["controle", "objet"],
                condition=Q(pret=None) & ~Q(objet=""),
                name="releve_objet_unique",
                violation_error_message="Un relevé de ce contrôle porte déjà sur cela.",
            ),
        ]

    def __str__(self):
        quoi = self.objet or self.scenario or self.controle.lieu or "la préfecture"
        return f"{quoi}, le {self.jour:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("enquetes:releve_detail", args=[self.pk])

    @property
    def chemin_de_l_appel(self):
        return reverse("enquetes:appel", args=[self.pret.code, self.pk])

    @property
    def est_clos(self):
        return self.etat == self.Etat.CLOS

    @property
    def departement(self):
        return self.controle.departement

    @property
    def est_mystere(self):
        return self.controle.questionnaire.nature == Questionnaire.Nature.MYSTERE

    @property
    def est_un_appel(self):
        return self.controle.questionnaire.type_enquete == APPELS

    @transaction.atomic
    def noter(self, lues):
        """Garde ces points, {question: (valeur, commentaire)} ; les autres ne bougent pas.

        Le questionnaire se gèle au premier point noté : rien n'y change plus sous la grille.
        """
        self.verrouiller()
        self.valeurs.noter(self, lues)
        self.controle.questionnaire.geler()

    def verrouiller(self):
        ici = Releve.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if ici.est_clos:
            raise ValidationError(FIGE)
        self.controle.exiger_ouvert()

    def notees(self):
        """{code: (choix cochés ou texte, commentaire)} de ce qui est déjà gardé, en une requête."""
        lues = {}
        for valeur in self.valeurs.select_related("question", "choix"):
            dites, _ = lues.setdefault(valeur.question.code, ([], valeur.commentaire))
            if dit := valeur.dite():
                dites.append(dit)
        return lues

    def manques(self):
        """Ce qui empêche de clore, point par point : sans réponse, ou sans le mot demandé."""
        questions = list(self.controle.questionnaire.questions.avec_choix())
        notees = self.notees()
        reponses = {code: dites for code, (dites, _) in notees.items()}
        a_poser = set(visibles([question.posee() for question in questions], reponses))
        return [
            Manque(question.code, phrase)
            for question in questions
            if question.code in a_poser
            for phrase in _manques_de(question, *notees.get(question.code, ([], "")))
        ]

    @transaction.atomic
    def clore(self):
        """Fige le relevé ; celui d'une grille entière clôt son contrôle avec lui."""
        self.verrouiller()
        if manques := self.manques():
            raise ValidationError([f"{un.code} : {un.phrase}" for un in manques])
        self._figer()
        if self.controle.un_seul_releve:
            self.controle.clore()

    @transaction.atomic
    def ne_pas_aboutir(self, raison):
        """L'appel se compte sans se noter : ses points s'effacent, et il est clos.

        Source : plan de test de l'enquête livrée (« un appel non abouti est compté »).
        """
        self.verrouiller()
        if not self.est_un_appel or raison not in self.NonAbouti.values:
            raise ValidationError("Dites pourquoi l'appel n'a pas abouti.")
        self.valeurs.all().delete()
        self.non_abouti = raison
        self._figer()

    def _figer(self):
        self.etat, self.clos_le = self.Etat.CLOS, aujourdhui()
        self.save(update_fields=["etat", "clos_le", "non_abouti"])


def _manques_de(question, dites, commentaire):
    if not dites and question.type in saisies.A_CHOIX:
        yield "pas encore de réponse."
    for choix in question.echelle.choix.all() if question.echelle else ():
        if choix.commentaire_obligatoire and choix.cle in dites and not commentaire:
            yield f"dites pourquoi « {choix} »."


def chemin_de_la_photo(photo, nom):
    """Un nom tiré au hasard : rien du fichier d'origine n'y passe, sinon son genre."""
    return f"releves/{photo.releve_id}/{uuid4().hex}.{extension_de(nom)}"
