"""Les réponses aux demandes : le texte rédigé, relu, envoyé, et ce qu'il en reste ensuite."""

from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui, maintenant
from suivi.models.demandes import Demande
from suivi.models.depart import Depart
from suivi.models.modeles_reponse import Support, Usage, VersionModele
from suivi.reponses import circuit


def chemin_du_courrier(reponse, nom):
    """Sous un nom tiré au hasard : rien n'y dit de qui ni pour qui."""
    return f"reponses/{aujourdhui():%Y}/{uuid4().hex}.pdf"


class ReponseQuerySet(PerimetreQuerySet):
    chemin_perimetre = "demande__service"
    chemin_site = "demande__site"
    chemin_departement = "demande__departement"

    def en_cours(self):
        """Ni envoyées, ni remises."""
        return self.filter(etat__in=circuit.EN_COURS)

    def parties(self):
        return self.filter(etat__in=circuit.PARTIES)

    def a_relire(self):
        return self.filter(etat=circuit.A_RELIRE)

    def a_relire_par(self, agent):
        """Soumises par d'autres que lui, là où il peut relire."""
        soumises = self.a_relire().visibles_par(agent, "suivi.relire_reponse")
        return soumises.exclude(redigee_par=agent).exclude(modifiee_par=agent)

    def rendues_a(self, agent):
        """Rendues avec une note à qui les a écrites."""
        auteur = Q(redigee_par=agent) | Q(modifiee_par=agent)
        return self.filter(auteur, etat=circuit.REFUSEE)

    def echouees(self):
        return self.filter(etat=circuit.ECHOUEE)

    def oubliees(self, avant):
        """À envoyer depuis longtemps, et que nul worker n'a prises : leur message s'est perdu."""
        return self.filter(etat=circuit.EN_ENVOI, depart_le=None, demandee_le__lt=avant)

    def interrompues(self, avant):
        """Prises par un worker qui n'a jamais dit si le courriel était parti."""
        return self.filter(etat=circuit.EN_ENVOI, depart_le__lt=avant)

    def pour_la_fiche(self):
        """Ce qu'une fiche en montre : jamais le texte, ni à qui il s'adresse."""
        lues = self.select_related("redigee_par", "relue_par", "version__modele")
        return lues.defer("texte", "objet", "destinataire", "courriel").order_by("pk")

    @transaction.atomic
    def effacer_identites(self):
        """Efface ce qui peut nommer l'usager ; les dates, l'usage et le modèle restent.

        À appeler dans la transaction de la purge : les fichiers ne partent qu'une fois celle-ci
        acquise. Rend le nombre de réponses effacées.
        """
        pleines = self.filter(effacee_le=None)
        fichiers = list(pleines.exclude(fichier="").values_list("fichier", flat=True))
        stockage = Reponse._meta.get_field("fichier").storage
        for nom in fichiers:
            transaction.on_commit(lambda nom=nom: stockage.delete(nom))
        vides = dict.fromkeys(Reponse.NOMINATIFS, "")
        return pleines.update(**vides, fichier="", effacee_le=timezone.now())


class Reponse(Depart):
    """Une réponse à une demande : son texte, qui l'a écrite et relue, comment elle est partie."""

    class Etat(models.TextChoices):
        BROUILLON = circuit.BROUILLON, "brouillon"
        A_RELIRE = circuit.A_RELIRE, "à relire"
        REFUSEE = circuit.REFUSEE, "à reprendre"
        RELUE = circuit.RELUE, "relue"
        EN_ENVOI = circuit.EN_ENVOI, "en cours d'envoi"
        ECHOUEE = circuit.ECHOUEE, "envoi échoué"
        ENVOYEE = circuit.ENVOYEE, "envoyée"
        REMISE = circuit.REMISE, "remise à l'affranchissement"

    TEXTES = ("objet", "texte", "politesse", "signature")
    # Ce que la purge vide : un texte libre peut toujours nommer quelqu'un.
    NOMINATIFS = (*TEXTES, "destinataire", "courriel", "note_relecture", "erreur")

    demande = models.ForeignKey(
        Demande, models.PROTECT, related_name="reponses", verbose_name="demande"
    )
    usage = models.CharField("usage", max_length=15, choices=Usage, default=Usage.REPONSE)
    support = models.CharField("support", max_length=10, choices=Support, default=Support.COURRIEL)
    version = models.ForeignKey(
        VersionModele,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reponses",
        verbose_name="d'après le modèle",
    )
    complement = models.BooleanField("complète une réponse déjà faite", default=False)
    automatique = models.BooleanField("écrite sans agent", default=False, editable=False)
    destinataire = models.TextField(
        "nom et adresse postale", blank=True, help_text="Tels qu'ils s'écrivent sur le courrier."
    )
    courriel = models.EmailField("adresse électronique", blank=True)
    objet = models.CharField("objet", max_length=300)
    texte = models.TextField("texte")
    politesse = models.TextField("formule de politesse", blank=True)
    signature = models.TextField("signature", blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    tour = models.PositiveIntegerField("tour d'écriture", default=0, editable=False)
    redigee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="rédigée par",
    )
    redigee_le = models.DateTimeField("rédigée le", default=maintenant)
    modifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="modifiée par",
    )
    modifiee_le = models.DateTimeField("modifiée le", default=maintenant)
    relue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="relue par",
    )
    relue_le = models.DateTimeField("relue le", null=True, blank=True)
    note_relecture = models.TextField("note de relecture", blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="envoi demandé par",
    )
    demandee_le = models.DateTimeField("envoi demandé le", null=True, blank=True)
    depart_le = models.DateTimeField("départ commencé le", null=True, blank=True, editable=False)
    cle_envoi = models.UUIDField("clé d'envoi", default=uuid4, editable=False)
    date_envoi = models.DateField("partie le", null=True, blank=True)
    erreur = models.TextField("ce qui a empêché l'envoi", blank=True)
    avertissement = models.TextField("à vérifier après l'envoi", blank=True)
    fichier = models.FileField(
        "courrier", upload_to=chemin_du_courrier, blank=True, max_length=250, editable=False
    )
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True, editable=False)
    effacee_le = models.DateTimeField("texte effacé le", null=True, blank=True, editable=False)

    # Pas d'historique : il garderait les noms que la purge doit faire disparaître.
    objects = ReponseQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        ordering = ["-modifiee_le", "-pk"]
        permissions = [("relire_reponse", "Peut relire une réponse avant qu'elle parte")]
        indexes = [models.Index(fields=["etat", "demandee_le"], name="reponse_etat")]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "usage"],
                condition=Q(etat__in=sorted(circuit.EN_COURS)),
                name="reponse_en_cours_unique",
                violation_error_message="Une réponse de ce genre est déjà en cours de rédaction.",
            ),
            models.CheckConstraint(
                condition=Q(relue_par=None)
                | (~Q(relue_par=models.F("redigee_par")) & ~Q(relue_par=models.F("modifiee_par"))),
                name="reponse_relue_par_un_autre",
                violation_error_message="On ne relit pas ce qu'on a écrit.",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=sorted(circuit.PARTIES)) | Q(date_envoi__isnull=False),
                name="reponse_partie_datee",
            ),
        ]

    def __str__(self):
        usage = self.get_usage_display()
        return f"{usage[0].upper()}{usage[1:]} ({self.demande})"

    def get_absolute_url(self):
        return reverse("suivi:reponse_detail", args=[self.pk])

    @property
    def est_courriel(self):
        return self.support == Support.COURRIEL

    @property
    def est_modifiable(self):
        return self.etat in circuit.MODIFIABLES

    @property
    def est_partie(self):
        return self.etat in circuit.PARTIES

    @property
    def message_id(self):
        """Le même à chaque essai : un serveur qui l'a déjà reçu le reconnaît."""
        return f"<reponse-{self.pk}.{self.cle_envoi.hex}@{settings.DOMAINE_DES_MESSAGES}>"

    @property
    def texte_entier(self):
        """Le corps, la formule de politesse et la signature, comme ils partent."""
        morceaux = (self.texte, self.politesse, self.signature)
        return "\n\n".join(m.strip() for m in morceaux if m.strip())
