from itertools import count

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Departement, PerimetreQuerySet, Service, Site
from suivi.comptes.decompte import Compte
from suivi.delais.regles import Portee, Regle, Reprise, Unite
from suivi.delais.vigueur import Vigueur
from suivi.models.nomenclature import CANAUX_DES_REGLES, NATURES_DES_REGLES

PROFIL_D_ORIGINE = "defaut"


class Statut(models.TextChoices):
    """Ce que vaut une donnée reprise d'un texte publié, ou proposée par le projet."""

    CONFIRME = "confirmé", "confirmé"
    PROPOSE = "proposé", "proposé"
    A_VERIFIER = "à vérifier", "à vérifier"


class ProfilDelais(models.Model):
    """Un jeu de règles de délai : le réglage d'origine, ou la pratique publiée d'une préfecture."""

    class Traitement(models.TextChoices):
        REPONSE_FOND = "reponse_fond", "réponse sur le fond"
        ACCUSE_CIRCONSTANCIE = "accuse_circonstancie", "accusé de réception circonstancié"

    COMPTES = {
        Traitement.REPONSE_FOND: Compte.REPONSE_FOND,
        Traitement.ACCUSE_CIRCONSTANCIE: Compte.ACCUSE,
    }

    cle = models.SlugField("clé", max_length=50, unique=True)
    intitule = models.CharField("intitulé", max_length=150)
    statut = models.CharField("statut", max_length=12, choices=Statut)
    source = models.CharField("source", max_length=300, blank=True)
    note = models.TextField("note", blank=True)
    traitement_compte_par = models.CharField(
        "réclamation comptée comme traitée par",
        max_length=25,
        choices=Traitement,
        default=Traitement.REPONSE_FOND,
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "profil de délais"
        verbose_name_plural = "profils de délais"
        ordering = ["pk"]

    def __str__(self):
        return self.intitule

    @property
    def compte(self):
        """La date qui clôt le délai d'une suggestion ou d'une réclamation."""
        return self.COMPTES[self.traitement_compte_par]


class RegleDelaiQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def locales(self, departement):
        """Les réglages propres au département, que le chargeur ne touche pas."""
        return self.filter(departement=departement).exclude(departement=None)

    def du_meme_cas(self, regle):
        """Les autres règles du même lieu, pour le même canal et la même nature."""
        cas = ("departement", "site", "service", "canal", "nature")
        memes = self.filter(profil=None, **{nom: getattr(regle, nom) for nom in cas})
        return memes.exclude(pk=regle.pk)

    def chevauchees_par(self, regle):
        """Celles du même cas qui ont des jours en commun avec elle."""
        fin = {"depuis__lte": regle.jusqua} if regle.jusqua else {}
        suite = Q(jusqua=None) | Q(jusqua__gte=regle.depuis)
        return self.du_meme_cas(regle).filter(suite, **fin).order_by("depuis")

    def cle_libre(self, departement):
        """« 38-regle-1 » : la première clé que le département n'a pas prise."""
        prises = set(self.locales(departement).values_list("cle", flat=True))
        cles = (f"{departement.code}-regle-{rang}" for rang in count(1))
        return next(cle for cle in cles if cle not in prises)

    def pour(self, departement):
        """Profil du département, réglage d'origine où il est muet, et réglages locaux."""
        profils = (departement.profil_delais, PROFIL_D_ORIGINE)
        du_departement = Q(profil__cle__in=profils) | Q(departement=departement)
        return self.filter(du_departement).select_related("profil")


class RegleDelai(models.Model):
    """Un délai dû selon le canal, la nature et la date d'arrivée, d'un profil ou d'un lieu."""

    profil = models.ForeignKey(
        ProfilDelais,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="regles",
        verbose_name="profil",
    )
    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="regles_delai",
        verbose_name="département",
    )
    site = models.ForeignKey(
        Site,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="regles_delai",
        verbose_name="site",
    )
    service = models.ForeignKey(
        Service,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="regles_delai",
        verbose_name="service",
    )
    cle = models.SlugField("clé", max_length=60)
    canal = models.CharField("canal", max_length=25, choices=CANAUX_DES_REGLES, default="tous")
    nature = models.CharField("nature", max_length=25, choices=NATURES_DES_REGLES, default="toutes")
    jours = models.PositiveSmallIntegerField("délai de réponse en jours", null=True, blank=True)
    unite = models.CharField(
        "unité",
        max_length=12,
        choices=[(unite.value, f"jours {unite.adjectif}s") for unite in Unite],
    )
    unite_source = models.CharField("unité d'après la source", max_length=60, blank=True)
    report = models.BooleanField(
        "report au jour ouvré suivant",
        default=True,
        help_text="En jours calendaires, une échéance un jour non ouvré passe au suivant ouvré.",
    )
    accuse_jours = models.PositiveSmallIntegerField(
        "délai d'accusé de réception en jours", null=True, blank=True
    )
    accuse_unite = models.CharField(
        "unité de l'accusé",
        max_length=12,
        blank=True,
        choices=[(unite.value, f"jours {unite.adjectif}s") for unite in Unite],
    )
    attente_suspend = models.BooleanField(
        "une réponse d'attente suspend le délai",
        default=False,
        help_text="Jusqu'à la reprise, que l'on inscrit quand l'usager a répondu.",
    )
    reprise = models.CharField(
        "à la reprise, le compte",
        max_length=15,
        choices=[(Reprise.CONTINUE, "continue"), (Reprise.REMISE_A_ZERO, "repart de zéro")],
        default=Reprise.CONTINUE,
    )
    heure_limite = models.TimeField(
        "heure de fermeture",
        null=True,
        blank=True,
        help_text="Un message arrivé plus tard, ou un jour fermé, est réputé arrivé le jour "
        "ouvré suivant. Vide : l'heure ne compte pas.",
    )
    depuis = models.DateField("en vigueur depuis le")
    jusqua = models.DateField("jusqu'au", null=True, blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut, default=Statut.PROPOSE)
    source = models.CharField("source", max_length=300, blank=True)

    history = HistoricalRecords()
    objects = RegleDelaiQuerySet.as_manager()

    class Meta:
        verbose_name = "règle de délai"
        verbose_name_plural = "règles de délai"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["profil", "cle"], name="regle_de_profil_unique"),
            models.UniqueConstraint(
                fields=["departement", "cle"],
                name="regle_locale_unique",
                violation_error_message="Cette clé de règle est déjà prise dans le département.",
            ),
            models.CheckConstraint(
                condition=Q(profil=None, departement__isnull=False)
                | Q(profil__isnull=False, departement=None, site=None),
                name="regle_d_un_profil_ou_d_un_lieu",
                violation_error_message="Une règle appartient à un profil ou à un lieu.",
            ),
            models.CheckConstraint(
                condition=Q(service=None) | Q(site__isnull=False),
                name="regle_service_sur_un_site",
                violation_error_message="Indiquez aussi le site du service.",
            ),
            models.CheckConstraint(
                condition=Q(jusqua=None) | Q(jusqua__gte=models.F("depuis")),
                name="regle_ordre_des_dates",
                violation_error_message="La fin de la règle précède son début.",
            ),
            models.CheckConstraint(
                condition=(Q(jours=None) | Q(jours__gte=1))
                & (Q(accuse_jours=None) | Q(accuse_jours__gte=1)),
                name="regle_delai_d_un_jour",
                violation_error_message="Un délai vaut au moins un jour.",
            ),
        ]

    def __str__(self):
        return self.cle

    def get_absolute_url(self):
        return f"{reverse('suivi:regledelai_list')}#regle-{self.pk}"

    @property
    def lieu_dit(self):
        return str(self.service or self.site or "tout le département")

    @property
    def cas_dit(self):
        """« courriel, réclamation, Accueil général »."""
        return f"{self.get_canal_display()}, {self.get_nature_display()}, {self.lieu_dit}"

    @property
    def en_mots(self):
        fin = f" au {self.jusqua:%d/%m/%Y}" if self.jusqua else ", sans fin"
        return f"« {self.cle} », du {self.depuis:%d/%m/%Y}{fin}"

    @property
    def options_dites(self):
        """Ce que la règle a de particulier, une phrase chacun."""
        remise = self.reprise == Reprise.REMISE_A_ZERO
        return [
            *(["Une réponse d'attente suspend le délai"] if self.attente_suspend else []),
            *(["Le compte repart de zéro à la reprise"] if remise else []),
            *([f"Fermeture à {self.heure_limite:%H:%M}"] if self.heure_limite else []),
        ]

    @property
    def vigueur(self):
        cas = (self.site_id, self.service_id, self.canal, self.nature)
        return Vigueur(cas, self.cle, self.depuis, self.jusqua)

    @property
    def portee(self):
        if self.service_id:
            return Portee.SERVICE
        if self.site_id:
            return Portee.SITE
        if self.departement_id:
            return Portee.DEPARTEMENT
        return Portee.PROFIL_DEFAUT if self.profil.cle == PROFIL_D_ORIGINE else Portee.PROFIL

    def en_regle(self):
        """La même règle, sans base de données : ce que lit le calcul des échéances."""
        return Regle(
            cle=self.cle,
            canal=self.canal,
            nature=self.nature,
            jours=self.jours,
            unite=self.unite,
            report=self.report,
            accuse_jours=self.accuse_jours,
            accuse_unite=self.accuse_unite or None,
            depuis=self.depuis,
            jusqua=self.jusqua,
            portee=self.portee,
            attente_suspend=self.attente_suspend,
            reprise=self.reprise,
            heure_limite=self.heure_limite,
        )
