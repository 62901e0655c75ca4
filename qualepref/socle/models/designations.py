"""Qui tient quelle fonction, où et jusqu'à quand : de là viennent les rôles."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models.agents import Agent
from qualepref.socle.models.organisation import Departement, Service, Site
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui


def _couvrant(le):
    le = le or aujourdhui()
    return (Q(date_fin=None) | Q(date_fin__gte=le)) & Q(date_debut__lte=le)


class DesignationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def en_vigueur(self, le=None):
        return self.filter(_couvrant(le))

    def avec_vigueur(self, le=None):
        """Chacune porte `du_jour` : elle est en vigueur ce jour-là."""
        du_jour = ExpressionWrapper(_couvrant(le), models.BooleanField())
        return self.annotate(du_jour=du_jour)

    def correspondants(self):
        return self.filter(fonction=Designation.Fonction.CORRESPONDANT_QUALITE)

    def appuis_techniques(self):
        return self.filter(fonction=Designation.Fonction.APPUI_TECHNIQUE)

    def ouvrables_par(self, agent):
        """Chaque désignation dit si l'agent peut en ouvrir la fiche."""
        siennes = Designation.objects.visibles_par(agent).filter(pk=OuterRef("pk"))
        return self.annotate(ouvrable=Exists(siennes))

    def finissant_avant(self, jour, le=None):
        return self.en_vigueur(le).filter(date_fin__lte=jour)


class Designation(models.Model):
    """Une fonction confiée à un agent, pour un département, un site ou un service, et un temps."""

    class Fonction(models.TextChoices):
        REFERENT_QUALITE = "referent_qualite", "référent qualité"
        CORRESPONDANT_QUALITE = "correspondant_qualite", "correspondant qualité"
        PRESIDENT_COPIL = "president_copil", "président du comité de pilotage"
        MEMBRE_COPIL = "membre_copil", "membre du comité de pilotage"
        CHEF_SERVICE = "chef_service", "chef de service"
        APPUI_TECHNIQUE = "appui_technique", "appui technique"
        SERVICES_PUBLICS_PLUS = (
            "correspondant_services_publics_plus",
            "correspondant Services Publics +",
        )
        COMARQUAGE = "referent_comarquage", "référent du co-marquage"
        INTERNET = "contributeur_internet", "contributeur du site internet"
        RESEAUX = "gestionnaire_reseaux_sociaux", "gestionnaire des réseaux sociaux"
        TELEPHONIE = "referent_telephonie", "référent téléphonie"
        MEDIATEUR = "mediateur_numerique", "médiateur numérique"
        ACCESSIBILITE = "referent_accessibilite", "référent accessibilité"
        FRAUDE = "referent_fraude", "référent fraude"
        FORMATION = "referent_formation", "référent formation"
        AUDITEUR_INTERNE = "auditeur_interne", "auditeur interne"
        AUDITEUR_EXTERNE = "auditeur_externe", "auditeur externe"
        ADMINISTRATEUR = "administrateur", "administrateur"
        LECTEUR_NATIONAL = "lecteur_national", "lecteur national"

    ROLE_PAR_FONCTION = {
        Fonction.REFERENT_QUALITE: "referent_qualite",
        Fonction.CORRESPONDANT_QUALITE: "correspondant",
        Fonction.CHEF_SERVICE: "correspondant",
        Fonction.PRESIDENT_COPIL: "copil",
        Fonction.MEMBRE_COPIL: "copil",
        Fonction.AUDITEUR_INTERNE: "auditeur",
        Fonction.AUDITEUR_EXTERNE: "auditeur",
        Fonction.ADMINISTRATEUR: "administrateur",
        Fonction.LECTEUR_NATIONAL: "lecteur_national",
    }
    FONCTIONS_RESERVEES = {Fonction.ADMINISTRATEUR, Fonction.LECTEUR_NATIONAL}
    FONCTIONS_DATEES = {Fonction.AUDITEUR_INTERNE, Fonction.AUDITEUR_EXTERNE}
    CE_QUI_DISTINGUE = ("agent", "fonction", "domaine", "departement", "site", "service")
    FONCTIONS_SITUEES = {Fonction.CORRESPONDANT_QUALITE, Fonction.CHEF_SERVICE}

    agent = models.ForeignKey(
        Agent, models.PROTECT, related_name="designations", verbose_name="agent"
    )
    fonction = models.CharField("fonction", max_length=40, choices=Fonction)
    domaine = models.CharField(
        "domaine",
        max_length=120,
        blank=True,
        help_text="Pour un appui technique : statistiques téléphoniques, SVI, fraude…",
    )
    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name="département",
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name="site",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name="service",
    )
    date_debut = models.DateField("du", default=aujourdhui)
    date_fin = models.DateField("au", null=True, blank=True)
    lettre_mission = models.FileField(
        "lettre de mission", upload_to="lettres-de-mission/%Y/", blank=True
    )
    date_lettre = models.DateField("lettre signée le", null=True, blank=True)
    objectifs = models.TextField("objectifs", blank=True)

    history = HistoricalRecords()
    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = "désignation"
        ordering = ["fonction", "date_debut", "pk"]
        permissions = [("designer_administrateur", "Peut désigner un administrateur")]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_fin=None) | Q(date_fin__gte=models.F("date_debut")),
                name="designation_ordre",
                violation_error_message="La fin de la désignation précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(departement__isnull=False) | Q(fonction="lecteur_national"),
                name="designation_departement",
                violation_error_message="Indiquez le département de cette désignation.",
            ),
        ]

    def __str__(self):
        return f"{self.get_fonction_display()} : {self.agent}"

    def get_absolute_url(self):
        return reverse("socle:designation_detail", args=[self.pk])

    def clean(self):
        if self.fonction in self.FONCTIONS_DATEES and not self.date_fin:
            raise ValidationError({"date_fin": "Un auditeur est désigné jusqu'à une date précise."})
        if self.service_id and not self.site_id:
            self.site = self.service.site
        if self.site_id and self.site.departement_id != self.departement_id:
            raise ValidationError({"site": "Ce site est dans un autre département."})
        if self.service_id and self.service.site_id != self.site_id:
            raise ValidationError({"service": "Ce service est sur un autre site."})
        if self.fonction in self.FONCTIONS_SITUEES and not self.site_id:
            raise ValidationError(
                {"service": "Cette fonction vaut pour un lieu : dites le service, ou le site."}
            )
        self._refuser_un_double()

    def _refuser_un_double(self):
        """La même fonction au même endroit ne se confie pas deux fois sur des dates communes."""
        if not self.agent_id or not self.date_debut:
            return
        pareilles = Designation.objects.filter(
            Q(date_fin=None) | Q(date_fin__gte=self.date_debut),
            **{nom: getattr(self, nom) for nom in self.CE_QUI_DISTINGUE},
        ).exclude(pk=self.pk)
        if self.date_fin:
            pareilles = pareilles.filter(date_debut__lte=self.date_fin)
        if deja := pareilles.first():
            raise ValidationError(
                f"{self.agent} tient déjà cette fonction au même endroit depuis le "
                f"{deja.date_debut:%d/%m/%Y} : modifiez cette désignation."
            )

    @property
    def role(self):
        return self.ROLE_PAR_FONCTION.get(self.fonction, "agent")

    @property
    def est_de_passage(self):
        """Qui vient d'ailleurs auditer n'est pas un agent du département."""
        return self.fonction == self.Fonction.AUDITEUR_EXTERNE

    @property
    def lieu(self):
        return self.departement_id, self.site_id, self.service_id

    @property
    def portee_dite(self):
        """Le lieu en mots : le service, sinon le site, sinon le département."""
        return str(self.service or self.site or self.departement or "national")
