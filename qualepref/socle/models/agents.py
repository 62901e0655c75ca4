from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from qualepref.socle import droits
from qualepref.socle.models.organisation import Departement, Service, Site
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.models.rappels import Rappel
from qualepref.socle.portee import Portee
from qualepref.socle.temps import aujourdhui


class AgentQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def actifs(self):
        return self.filter(is_active=True)

    def avec_rappels(self):
        """Chacun dit combien de rappels le registre lui garde à lire, valables ou non."""
        a_lire = Rappel.objects.filter(agent=OuterRef("pk"), clos_le=None, lu_le=None).order_by()
        nombre = a_lire.values("agent").annotate(nombre=Count("pk")).values("nombre")
        return self.annotate(rappels_au_registre=Coalesce(Subquery(nombre), 0))

    def nommes(self, texte):
        """Chaque mot est dans le nom, le prénom ou l'identifiant."""
        agents = self
        for mot in texte.split():
            champs = ("last_name", "first_name", "username")
            agents = agents.filter(
                Q(*[(f"{champ}__icontains", mot) for champ in champs], _connector=Q.OR)
            )
        return agents


class AgentManager(UserManager.from_queryset(AgentQuerySet)):
    pass


class Agent(AbstractUser):
    """Une personne qui a un compte dans l'application."""

    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agents",
        verbose_name="département",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agents",
        verbose_name="service d'affectation",
    )

    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = AgentManager()

    class Meta:
        verbose_name = "agent"
        ordering = ["last_name", "first_name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="agent_identifiant_unique",
                violation_error_message="Cet identifiant est déjà pris, aux majuscules près.",
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_absolute_url(self):
        return reverse("socle:agent_detail", args=[self.pk])

    def clean(self):
        super().clean()
        if self.service_id and self.service.site.departement_id != self.departement_id:
            raise ValidationError({"service": "Ce service est dans un autre département."})

    @cached_property
    def designations_en_vigueur(self):
        """Les désignations du jour, lues une fois par requête."""
        return list(self.designations.en_vigueur().select_related("departement", "site", "service"))

    @property
    def roles(self):
        """Rôles d'accès tenus aujourd'hui, dans l'ordre de `droits.ROLES`."""
        tenus = {designation.role for designation in self.designations_en_vigueur}
        if self.departement_id:
            tenus.add("agent")
        return [role for role in droits.ROLES if role in tenus]

    @property
    def libelles_roles(self):
        affiches = [role for role in self.roles if role != "agent"] or self.roles
        return [droits.ROLES[role] for role in affiches]

    def portee(self, permission):
        """Lieux où une désignation du jour donne cette permission."""
        cache = self.__dict__.setdefault("_portees", {})
        if permission not in cache:
            par_role = droits.par_role()
            lieux = [d.lieu for d in self.designations_en_vigueur if permission in par_role[d.role]]
            if self.departement_id and permission in par_role["agent"]:
                lieux.append((self.departement_id, None, None))
            cache[permission] = Portee.de(lieux)
        return cache[permission]

    def services_contenus(self, services: frozenset[int]) -> list[int]:
        """Ces services et tous ceux qu'ils contiennent.

        Nommés un à un, et lus une fois : une sous-requête priverait chaque liste de ses index.
        """
        cache = self.__dict__.setdefault("_services_contenus", {})
        if services not in cache:
            contenus = Service.objects.sous(services).order_by()
            cache[services] = list(contenus.values_list("pk", flat=True))
        return cache[services]


class DesignationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def en_vigueur(self, le=None):
        le = le or aujourdhui()
        return self.filter(Q(date_fin=None) | Q(date_fin__gte=le), date_debut__lte=le)

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
    def lieu(self):
        return self.departement_id, self.site_id, self.service_id

    @property
    def portee_dite(self):
        """Le lieu en mots : le service, sinon le site, sinon le département."""
        return str(self.service or self.site or self.departement or "national")
