"""Le registre des rappels : ce qui est dit à chacun, une seule fois par échéance."""

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from qualepref.socle import echeancier
from qualepref.socle.models.organisation import Departement
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

UNICITE = ("agent_id", "genre", "cle", "date_due")


class RappelQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Les siens, et nul autre : un rappel ne se partage pas."""
        if agent.is_superuser:
            return self
        return self.filter(agent=agent) if agent.is_active else self.none()

    def de(self, agent):
        """Ceux de l'agent qui valent encore : même objet, même date, et qu'il voit toujours."""
        genres = echeancier.genres_pour(agent.roles) if agent.is_active else []
        vivants = [Q(genre=genre.cle) & Exists(vivants_de(genre, agent)) for genre in genres]
        if not vivants:
            return self.none()
        return self.filter(reduce(or_, vivants), agent=agent, clos_le=None)

    def non_lus(self):
        return self.filter(lu_le=None)

    def par_genre(self):
        """À lire d'abord, genre par genre puis par date due ; ensuite les derniers lus."""
        rangs = [When(genre=un.cle, then=rang) for rang, un in enumerate(echeancier.genres())]
        rang = Case(*rangs, default=len(rangs), output_field=models.IntegerField())
        return self.order_by(F("lu_le").desc(nulls_first=True), rang, "date_due", "pk")

    def a_envoyer(self):
        """Ni lus à l'écran, ni déjà dits par courriel."""
        return self.filter(clos_le=None, lu_le=None, envoye_le=None)

    def lire(self):
        """Rend le nombre de rappels que cela marque lus."""
        return self.non_lus().update(lu_le=timezone.now())

    def oublier(self, departement, avant):
        """Efface ceux qui sont clos depuis avant ce jour ; rend leur nombre."""
        anciens = self.filter(departement=departement, clos_le__date__lt=avant)
        return anciens.delete()[0]

    def clore(self):
        return self.filter(clos_le=None).update(clos_le=timezone.now())

    @transaction.atomic
    def aligner(self, departement, dus: Mapping[tuple, echeancier.Avis], sauf=()):
        """Inscrit ce qui manque et clôt ce qui n'a plus lieu d'être ; rend (nouveaux, clos).

        `dus` : par (agent, genre, clé, date due). Un genre de `sauf` n'a pas pu se calculer : le
        registre le laisse comme il est. Un rappel clos qui revient reste déjà envoyé.
        """
        Departement.objects.select_for_update(of=("self",)).get(pk=departement.pk)
        ouverts = self.filter(departement=departement, clos_le=None).exclude(genre__in=sauf)
        connus = {tuple(getattr(un, nom) for nom in UNICITE): un for un in ouverts}
        nouveaux = [
            self.model(departement=departement, **dict(zip(UNICITE, cle, strict=True)))._dire(avis)
            for cle, avis in dus.items()
            if cle not in connus
        ]
        self.bulk_create(
            nouveaux,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["agent", "genre", "cle", "date_due"],
            update_fields=["url", "libelle", "objet", "departement", "clos_le", "lu_le"],
        )
        redits = [connus[cle]._dire(dus[cle]) for cle in connus if cle in dus]
        self.bulk_update([un for un in redits if un.est_redit], ["url", "libelle"], batch_size=200)
        finis = [un.pk for cle, un in connus.items() if cle not in dus]
        for debut in range(0, len(finis), 500):
            self.filter(pk__in=finis[debut : debut + 500]).clore()
        return len(nouveaux), len(finis)


def vivants_de(genre, agent):
    """Les objets du genre que l'agent voit encore, rattachés au rappel de la requête."""
    objets = genre.objets().visibles_par(agent, genre.permission)
    date = {genre.champ_date: OuterRef("date_due")} if genre.champ_date else {}
    return objets.filter(pk=OuterRef("objet"), **date)


class Rappel(models.Model):
    """Un avis donné une seule fois à un agent, pour une échéance."""

    departement = models.ForeignKey(
        Departement, models.CASCADE, related_name="+", verbose_name="département"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="rappels", verbose_name="agent"
    )
    genre = models.SlugField("genre", max_length=50, db_index=False)
    cle = models.CharField("clé", max_length=100)
    objet = models.PositiveBigIntegerField("identifiant de l'objet")
    date_due = models.DateField("dû le")
    url = models.CharField("adresse", max_length=300)
    libelle = models.CharField("libellé", max_length=300)
    inscrit_le = models.DateTimeField("inscrit le", default=timezone.now, editable=False)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)

    objects = RappelQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel"
        ordering = ["date_due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "genre", "cle", "date_due"], name="rappel_unique"
            )
        ]

    est_redit = False

    def __str__(self):
        return self.libelle

    def get_absolute_url(self):
        return reverse("socle:rappel_ouvrir", args=[self.pk])

    @property
    def intitule(self):
        """Le genre en mots."""
        genre = echeancier.trouver(self.genre)
        return genre.intitule if genre else self.genre

    @property
    def est_une_echeance(self):
        genre = echeancier.trouver(self.genre)
        return genre is None or genre.est_une_echeance

    @property
    def est_passe(self):
        return self.est_une_echeance and self.date_due < aujourdhui()

    @property
    def quand(self):
        """« depuis 3 jours », « aujourd'hui », « dans 12 jours »."""
        jours = (self.date_due - aujourdhui()).days
        if not jours:
            return "aujourd'hui"
        mots = f"{abs(jours)} jour{'s' if abs(jours) > 1 else ''}"
        return f"dans {mots}" if jours > 0 else f"depuis {mots}"

    def lire(self):
        Rappel.objects.filter(pk=self.pk).lire()

    def _dire(self, avis):
        """Prend les mots et l'adresse de l'avis ; retient si cela change quelque chose."""
        dits = {"objet": avis.objet, "url": avis.url, "libelle": avis.libelle[:300]}
        self.est_redit = any(getattr(self, nom) != valeur for nom, valeur in dits.items())
        for nom, valeur in dits.items():
            setattr(self, nom, valeur)
        return self


class PreferenceRappelQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "agent__departement"

    def visibles_par(self, agent, permission=None):
        return self.filter(agent=agent) if agent.is_active else self.none()

    def du_departement(self, departement):
        """Celles de qui y est affecté ou désigné, par (agent, genre)."""
        concernes = Q(agent__departement=departement) | Q(
            agent__designations__departement=departement
        )
        return {(une.agent_id, une.genre): une for une in self.filter(concernes)}

    def sans_courriel(self, agent):
        """Les genres absents de la synthèse de l'agent ; TOUS_LES_GENRES s'il n'en veut pas."""
        voulus = PreferenceRappel.Canal.ECRAN_ET_COURRIEL
        return set(self.filter(agent=agent).exclude(canal=voulus).values_list("genre", flat=True))


class PreferenceRappel(models.Model):
    """Comment un agent veut qu'un genre de rappel lui soit dit, quand ce n'est pas l'usage."""

    class Canal(models.TextChoices):
        ECRAN_ET_COURRIEL = "ecran_et_courriel", "à l'écran et par courriel"
        ECRAN = "ecran", "à l'écran seulement"
        JAMAIS = "jamais", "jamais"

    PREAVIS_MAX = 180
    TOUS_LES_GENRES = "tous"  # l'interrupteur de la personne : plus aucun courriel

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preferences_rappels",
        verbose_name="agent",
    )
    genre = models.SlugField("genre de rappel", max_length=50, db_index=False)
    canal = models.CharField(
        "me le dire", max_length=20, choices=Canal, default=Canal.ECRAN_ET_COURRIEL
    )
    preavis = models.PositiveSmallIntegerField(
        "jours avant l'échéance",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(PREAVIS_MAX)],
    )

    objects = PreferenceRappelQuerySet.as_manager()

    class Meta:
        verbose_name = "préférence de rappel"
        verbose_name_plural = "préférences de rappels"
        ordering = ["agent", "genre"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "genre"], name="preferencerappel_unique")
        ]

    def __str__(self):
        return f"{self.agent}, {self.genre} : {self.get_canal_display()}"
