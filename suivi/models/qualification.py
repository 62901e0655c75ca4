"""Ce qui fut décidé d'une suggestion ou d'une réclamation : recevable ou non, et pourquoi."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from engagements.models import Action, Engagement
from engagements.proposition import proposer_action
from qualepref.socle.models import Lieu, PerimetreQuerySet
from suivi.models.demandes import Demande
from suivi.models.nomenclature import Nature, Registre
from suivi.models.objets import CategorieReclamation, ObjetReclamation


def parle_de_l_accueil(prefixe=""):
    """Suggestions et réclamations : par leur registre, ou par leur nature."""
    registre = {f"{prefixe}registre": Registre.SUGGESTIONS_RECLAMATIONS}
    return Q(**registre) | Q(**{f"{prefixe}nature__in": [Nature.SUGGESTION, Nature.RECLAMATION]})


class QualificationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"

    def de(self, demande):
        """Celle de la demande, neuve si personne n'en a encore rien dit."""
        return self.filter(demande=demande).first() or self.model(demande=demande)

    def par_categorie(self, debut, fin):
        """(catégorie, nombre) de celles arrivées dans la période, les plus nombreuses d'abord."""
        rangees = self.filter(
            parle_de_l_accueil("demande__"),
            categorie__isnull=False,
            demande__date_arrivee__range=(debut, fin),
        )
        comptes = rangees.order_by().values_list("categorie__libelle")
        return list(comptes.annotate(nombre=Count("pk")).order_by("-nombre", "categorie__libelle"))


class Qualification(models.Model):
    """La décision sur une suggestion ou une réclamation : son objet, sa catégorie, sa suite."""

    class Suite(models.TextChoices):
        TRANSMISE = "transmise", "transmise au service compétent"
        INFORMEE = "informee", "auteur informé"
        LES_DEUX = "transmise_informee", "transmise, et auteur informé"

    demande = models.OneToOneField(
        Demande, models.CASCADE, related_name="qualification", verbose_name="demande"
    )
    objet = models.ForeignKey(
        ObjetReclamation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name="objet ou exclusion",
    )
    motif = models.TextField("motif du hors champ", blank=True)
    suite = models.CharField("suite donnée", max_length=20, choices=Suite, blank=True)
    categorie = models.ForeignKey(
        CategorieReclamation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name="catégorie",
    )
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name="engagement",
    )
    lieu = models.ForeignKey(
        Lieu,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name="lieu",
    )
    action = models.ForeignKey(
        Action,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name="action proposée",
    )

    history = HistoricalRecords()
    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = "qualification"
        constraints = [
            models.CheckConstraint(
                condition=Q(suite="") | ~Q(motif=""),
                name="qualification_suite_motivee",
                violation_error_message="Dites pourquoi la demande est hors champ.",
            )
        ]

    def __str__(self):
        return f"Qualification de : {self.demande}"

    def get_absolute_url(self):
        return reverse("suivi:demande_detail", args=[self.demande_id])

    @property
    def decision(self):
        """Quand et par qui la dernière décision fut prise."""
        return self.history.select_related("history_user").first()

    @property
    def exclusion(self):
        est_exclue = self.objet and self.objet.genre == ObjetReclamation.Genre.EXCLUSION
        return self.objet if est_exclue else None

    @property
    def objet_recevable(self):
        return None if self.exclusion else self.objet

    def declarer_recevable(self, objet, **classement):
        """Porte sur la qualité de l'accueil ; l'engagement que met en cause l'objet se propose."""
        if objet is None or objet.genre != ObjetReclamation.Genre.RECEVABLE:
            raise ValidationError({"objet": "Choisissez l'objet recevable."})
        if objet != self.objet and not classement.get("engagement"):
            classement["engagement"] = objet.engagement_pour(self.demande.departement)
        qualite = Demande.QualiteAccueil.OUI
        self._decider(qualite, objet=objet, motif="", suite="", **classement)

    def classer_hors_champ(self, exclusion, motif, suite="", **classement):
        """Reste dans les volumes, sort du taux des réclamations d'accueil."""
        if exclusion is None or exclusion.genre != ObjetReclamation.Genre.EXCLUSION:
            raise ValidationError({"exclusion": "Choisissez pourquoi elle est hors champ."})
        if not motif.strip():
            raise ValidationError({"motif": "Dites en quelques mots le motif, propre à ce cas."})
        decision = {"objet": exclusion, "motif": motif.strip(), "suite": suite}
        self._decider(Demande.QualiteAccueil.NON, **decision, **classement)

    def remettre_a_examiner(self, **classement):
        vide = {"objet": None, "motif": "", "suite": ""}
        self._decider(Demande.QualiteAccueil.INCONNU, **vide, **classement)

    @transaction.atomic
    def _decider(self, qualite, **champs):
        """Le seul endroit qui accorde la décision et « porte sur la qualité de l'accueil »."""
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.save()
        if self.demande.qualite_accueil != qualite:
            self.demande.qualite_accueil = qualite
            self.demande.save(update_fields=["qualite_accueil"])

    @transaction.atomic
    def proposer(self, intitule, chiffres="", service=None):
        """Propose au plan une action qui naît de cette demande."""
        if self.action_id:
            raise ValidationError(f"Une action est déjà proposée : « {self.action.intitule} ».")
        suggere = self.demande.nature == Nature.SUGGESTION
        origine = Action.Origine.SUGGESTION if suggere else Action.Origine.RECLAMATION
        self.action = proposer_action(
            departement=self.demande.departement,
            origine=origine,
            intitule=intitule,
            chiffres=chiffres,
            engagements=[self.engagement] if self.engagement_id else [],
            service=service,
        )
        self.save()
        return self.action
