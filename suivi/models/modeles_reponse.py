"""Les modèles de réponse d'un département, et leurs versions figées dès qu'elles ont servi."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui
from suivi.models.nomenclature import Nature, Registre
from suivi.models.objets import ObjetReclamation

VOIR = "suivi.view_modelereponse"


class Usage(models.TextChoices):
    """Ce que la réponse est pour la demande : seul un usage la clôt, « réponse sur le fond »."""

    ACCUSE = "accuse", "accusé de réception"
    ATTENTE = "attente", "réponse d'attente"
    REPONSE = "reponse", "réponse sur le fond"
    TRANSMISSION = "transmission", "transmission à une autre administration"


class Support(models.TextChoices):
    """Les clés sont celles des types de documents courriel type et courrier type."""

    COURRIEL = "courriel", "courriel"
    COURRIER = "courrier", "courrier"


class ModeleReponseQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Ceux du département ; les modèles livrés se lisent de tous et ne se changent pas."""
        siens = super().visibles_par(agent, permission)
        if permission not in (None, VOIR) or not agent.is_active or agent.is_superuser:
            return siens
        return siens | self.filter(departement=None)

    def actifs(self):
        return self.filter(actif=True)

    def employables_par(self, departement):
        return self.actifs().filter(Q(departement=departement) | Q(departement=None))

    def avec_versions(self):
        """Annote le numéro de la version courante et ce qu'elle et les autres ont servi."""
        return self.annotate(
            numero=Max("versions__numero"),
            servi=Count("versions__reponses", distinct=True),
        )

    def livres(self):
        return self.filter(departement=None)


class ModeleReponse(models.Model):
    """Un texte type pour répondre aux usagers : quand l'employer, et ses versions successives."""

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="modeles_reponse",
        verbose_name="département",
    )
    cle = models.CharField("clé du modèle livré", max_length=60, blank=True, editable=False)
    intitule = models.CharField("intitulé", max_length=150)
    usage = models.CharField("usage", max_length=15, choices=Usage)
    support = models.CharField("support", max_length=10, choices=Support)
    registres = models.JSONField("registres", default=list, blank=True)
    natures = models.JSONField("natures", default=list, blank=True)
    objets = models.JSONField("objets de réclamation", default=list, blank=True)
    actif = models.BooleanField("proposé aux agents", default=True)
    statut = models.CharField("statut", max_length=12, default="", blank=True, editable=False)
    source = models.TextField("source", blank=True)

    history = HistoricalRecords()
    objects = ModeleReponseQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de réponse"
        verbose_name_plural = "modèles de réponse"
        ordering = ["usage", "support", "intitule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cle"],
                condition=Q(departement=None),
                name="modele_livre_unique",
                violation_error_message="Un modèle livré porte déjà cette clé.",
            ),
            models.UniqueConstraint(
                fields=["departement", "support", "intitule"],
                name="modele_intitule_unique",
                violation_error_message="Un modèle de ce département porte déjà cet intitulé pour "
                "ce support.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("suivi:modelereponse_detail", args=[self.pk])

    @property
    def est_livre(self):
        return self.departement_id is None

    @property
    def courante(self):
        """La version qu'on emploie aujourd'hui ; None tant que rien n'est écrit."""
        return self.versions.first()

    @property
    def lue(self):
        """La dernière ligne de son historique : elle change à chaque enregistrement."""
        return self.history.values_list("pk", flat=True).first()

    @property
    def criteres_dits(self):
        """Ce à quoi il se limite, en mots : (critère, libellés choisis)."""
        objets = ObjetReclamation.objects.pour(self.departement).filter(cle__in=self.objets)
        choisis = (
            ("Registres", dict(Registre.choices), self.registres),
            ("Natures", dict(Nature.choices), self.natures),
            ("Objets", {objet.cle: objet.libelle for objet in objets}, self.objets),
        )
        return [
            (titre, [choix[cle] for cle in cles if cle in choix]) for titre, choix, cles in choisis
        ]

    def convient_a(self, demande):
        """Ce qu'il ne dit pas convient à tout."""
        return all(not voulus or valeur in voulus for voulus, valeur in self._criteres(demande))

    def precision(self, demande):
        """Le plus précis passe devant ; celui du département devant celui qui est livré."""
        return sum(bool(voulus) for voulus, _ in self._criteres(demande)), not self.est_livre

    def _criteres(self, demande):
        qualifiee = getattr(demande, "qualification", None)
        objet = qualifiee and qualifiee.objet
        return (
            (self.registres, demande.registre),
            (self.natures, demande.nature),
            (self.objets, objet.cle if objet else ""),
        )

    @transaction.atomic
    def ecrire(self, agent=None, **contenu):
        """Enregistre le texte ; une version qui a servi ou reçu un avis ne change plus."""
        courante = self.versions.select_for_update(of=("self",)).first()
        if courante and courante.contenu == contenu:
            return courante
        if courante and not courante.est_figee:
            return courante.recrire(agent, **contenu)
        numero = courante.numero + 1 if courante else 1
        return self.versions.create(numero=numero, creee_par=agent, **contenu)


class VersionModeleQuerySet(models.QuerySet):
    def courantes(self):
        """La dernière de chaque modèle."""
        suivantes = VersionModele.objects.filter(
            modele=OuterRef("modele"), numero__gt=OuterRef("numero")
        )
        return self.filter(~Exists(suivantes))

    def avec_emplois(self):
        """Annote le nombre de réponses écrites d'après chacune."""
        return self.annotate(emplois=Count("reponses"))


class VersionModele(models.Model):
    """Le texte d'un modèle tel qu'il fut écrit un jour, avec l'avis du comité des usagers."""

    CONTENU = ("objet", "corps", "politesse", "signature")

    modele = models.ForeignKey(
        ModeleReponse, models.CASCADE, related_name="versions", verbose_name="modèle"
    )
    numero = models.PositiveIntegerField("version")
    objet = models.CharField("objet du message", max_length=200)
    corps = models.TextField("corps")
    politesse = models.TextField("formule de politesse", blank=True)
    signature = models.TextField("signature", blank=True)
    date_creation = models.DateField("écrite le", default=aujourdhui)
    creee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrite par",
    )
    avis_clu = models.TextField(
        "avis du comité local des usagers",
        blank=True,
        help_text="Ce que le comité a dit de ce texte ; la version ne change plus ensuite.",
    )
    date_avis_clu = models.DateField("avis rendu le", null=True, blank=True)

    objects = VersionModeleQuerySet.as_manager()

    class Meta:
        verbose_name = "version d'un modèle"
        verbose_name_plural = "versions d'un modèle"
        ordering = ["modele", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["modele", "numero"],
                name="version_modele_unique",
                violation_error_message="Quelqu'un a écrit cette version en même temps que vous.",
            ),
            models.CheckConstraint(
                condition=Q(avis_clu="") | Q(date_avis_clu__isnull=False),
                name="version_modele_avis_date",
                violation_error_message="Dites quand cet avis a été rendu.",
            ),
        ]

    def __str__(self):
        return f"{self.modele}, version {self.numero}"

    @property
    def contenu(self):
        return {nom: getattr(self, nom) for nom in self.CONTENU}

    @property
    def est_figee(self):
        return bool(self.avis_clu) or self.reponses.exists()

    def recrire(self, agent, **contenu):
        """Change le texte d'une version que personne n'a encore employée."""
        for nom, valeur in contenu.items():
            setattr(self, nom, valeur)
        self.creee_par, self.date_creation = agent, aujourdhui()
        self.save(update_fields=[*contenu, "creee_par", "date_creation"])
        return self
