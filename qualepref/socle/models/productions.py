import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from qualepref.socle import fabriques
from qualepref.socle.battement import Battement
from qualepref.socle.issues import Issue, bonnes_lignes, issue_d_actes, issue_d_un_import
from qualepref.socle.models.organisation import Departement
from qualepref.socle.models.perimetre import PerimetreQuerySet
from qualepref.socle.travail import effacer_les_essais

journal = logging.getLogger(__name__)
PANNE = "La production a échoué : l'équipe technique a le détail dans le journal du serveur."
ABANDON = (
    "La production s'est interrompue plusieurs fois de suite : "
    "relancez-la ou prévenez l'administrateur."
)
SANS_RELANCE = (
    "Relancer donnerait le même résultat : corrigez ce que dit le refus, puis redemandez."
)
DEJA_EN_COURS = (
    "Ce travail attend déjà son tour ou se fait : attendez qu'il soit fini. "
    "S'il s'arrêtait, il reprendrait de lui-même dans les minutes qui suivent."
)
DISQUE_PLEIN = (
    "Le disque est plein : le fichier n'a pas pu être écrit et rien n'en est resté. "
    "Prévenez l'administrateur, puis relancez."
)
PANNES = (PANNE, ABANDON, DISQUE_PLEIN)


class ProductionQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def visibles_par(self, agent, permission=None):
        """Les siennes ; celles du département pour qui tient la démarche ou la technique.

        Celles qui ont leur propre page ne se voient, se prennent et se relancent que là.
        """
        if agent.is_superuser:
            return self
        d_ici = self.exclude(genre__in=fabriques.gardees())
        if {"referent_qualite", "administrateur"} & set(agent.roles):
            d_autrui = Q(genre__in=fabriques.personnelles()) & ~Q(demandeur=agent)
            return (
                super(ProductionQuerySet, d_ici).visibles_par(agent, permission).exclude(d_autrui)
            )
        return d_ici.filter(demandeur=agent)

    def muettes(self, maintenant=None):
        """En cours, mais dont le battement s'est tu : leur worker est mort."""
        limite = (maintenant or timezone.now()) - timedelta(seconds=settings.PRODUCTION_SILENCE)
        return self.filter(etat=Production.Etat.EN_COURS, battement__lt=limite)

    def oubliees(self, maintenant=None):
        """En attente depuis plus longtemps que le silence : leur message s'est perdu."""
        limite = (maintenant or timezone.now()) - timedelta(seconds=settings.PRODUCTION_SILENCE)
        return self.filter(etat=Production.Etat.EN_ATTENTE, envoyee_le__lt=limite)

    def echouees(self):
        return self.filter(etat=Production.Etat.ECHOUEE)

    def relancables(self):
        """Échouées par une panne ; un refus (classeur illisible…) se répéterait à l'identique."""
        return self.echouees().filter(erreur__in=PANNES)

    def perimees(self, maintenant=None):
        """Celles qui gardent encore un fichier, produit ou reçu, après leur échéance."""
        expirees = self.filter(expire_le__lt=maintenant or timezone.now())
        return expirees.exclude(fichier="", source="")


def nom_de_fichier(production, nom):
    return f"productions/{production.cree_le:%Y/%m}/{production.pk}-{nom}"


class Production(models.Model):
    """Un fichier fabriqué ou importé par un travail : son état, son avancement, son résultat."""

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "en attente"
        EN_COURS = "en_cours", "en cours"
        TERMINEE = "terminee", "terminée"
        ECHOUEE = "echouee", "échouée"

    departement = models.ForeignKey(
        Departement,
        models.CASCADE,
        null=True,
        related_name="productions",
        verbose_name="département",
    )
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="productions",
        verbose_name="demandée par",
    )
    genre = models.CharField("genre", max_length=50)
    objet = models.CharField("objet", max_length=100)
    titre = models.CharField("titre", max_length=200)
    parametres = models.JSONField("paramètres", default=dict)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ATTENTE)
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    etape = models.CharField("étape", max_length=200, blank=True)
    source = models.FileField("fichier reçu", upload_to=nom_de_fichier, blank=True, max_length=250)
    fichier = models.FileField("fichier", upload_to=nom_de_fichier, blank=True, max_length=250)
    nom_fichier = models.CharField("nom du fichier", max_length=150, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    rapport = models.JSONField("rapport", default=dict)
    erreur = models.TextField("erreur", blank=True)
    cree_le = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    envoyee_le = models.DateTimeField("envoyée le", default=timezone.now, editable=False)
    battement = models.DateTimeField("dernier battement", null=True, blank=True)
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    jeton = models.UUIDField("jeton", null=True, blank=True, editable=False)

    objects = ProductionQuerySet.as_manager()

    class Meta:
        verbose_name = "production"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["etat", "battement"], name="production_etat")]
        permissions = [("importer_production", "Peut importer un classeur")]
        constraints = [
            models.CheckConstraint(
                condition=Q(avancement__lte=100), name="production_avancement_100"
            )
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("socle:production_detail", args=[self.pk])

    @property
    def est_finie(self):
        return self.etat in {self.Etat.TERMINEE, self.Etat.ECHOUEE}

    @property
    def issue(self):
        """Ce qu'en dit la page : un import peut être fini et n'avoir pas tout pris."""
        if self.genre == "import" and self.rapport:
            return issue_d_un_import(self.rapport, bool(self.parametres.get("essai")))
        if "refusees" in self.rapport:
            return issue_d_actes(self.rapport)
        phrase = "Le fichier est prêt." if self.fichier else "Le travail est fait."
        return Issue("success", "Terminé", phrase)

    @property
    def bonnes_lignes(self):
        """Ce qu'une vérification réussie permet d'importer."""
        reussie = self.etat == self.Etat.TERMINEE and self.rapport
        return bonnes_lignes(self.rapport) if reussie else 0

    @property
    def est_relancable(self):
        return self.etat == self.Etat.ECHOUEE and self.erreur in PANNES

    @property
    def est_telechargeable(self):
        return self.etat == self.Etat.TERMINEE and bool(self.fichier)

    def produire(self):
        """Fabrique le fichier, une seule fois : qui n'obtient pas le jeton s'en va."""
        if not self._prendre():
            return
        with Battement(self):
            try:
                resultat = fabriques.trouver(self.genre)(self)
            except fabriques.ProductionRefusee as refus:
                self._clore(self.Etat.ECHOUEE, erreur=str(refus))
            except Exception as panne:
                self._tomber(panne)
            else:
                self._terminer(resultat)

    def avancer(self, pourcentage, etape=""):
        """Dit l'avancement (0 à 99).

        Dans une transaction, le battement l'écrira par sa propre connexion : sinon il ne se
        verrait qu'à la fin, et la ligne resterait verrouillée jusque-là.
        """
        self.avancement, self.etape = max(0, min(99, int(pourcentage))), etape[:200]
        if not connection.in_atomic_block:
            self.battre()

    def noter(self, rapport):
        """Range le rapport d'un travail en cours ; faux si un autre worker l'a repris."""
        self.rapport = rapport
        return bool(self._a_moi().update(rapport=rapport))

    def battre(self):
        self._a_moi().update(avancement=self.avancement, etape=self.etape, battement=timezone.now())

    @transaction.atomic
    def relancer(self):
        """Remet en attente une production muette ou tombée en panne, avec trois nouveaux essais.

        Sous verrou : de deux relances, ou d'une relance et d'un worker qui la prend, une passe.
        """
        siennes = Production.objects.filter(pk=self.pk)
        lue = siennes.select_for_update().get()
        if lue.est_finie and not lue.est_relancable:
            raise ValidationError(SANS_RELANCE)
        if not (lue.est_finie or (siennes.muettes() | siennes.oubliees()).exists()):
            raise ValidationError(DEJA_EN_COURS)
        siennes.update(
            etat=self.Etat.EN_ATTENTE,
            tentatives=0,
            erreur="",
            avancement=0,
            jeton=None,
            envoyee_le=timezone.now(),
        )

    def effacer_les_fichiers(self):
        for champ in (self.fichier, self.source):
            if champ:
                champ.delete(save=False)
        self.save(update_fields=["fichier", "source"])

    def _prendre(self):
        maintenant = timezone.now()
        self.jeton = uuid.uuid4()
        limite = maintenant - timedelta(seconds=settings.PRODUCTION_SILENCE)
        libre = Q(etat=self.Etat.EN_ATTENTE) | Q(etat=self.Etat.EN_COURS, battement__lt=limite)
        prises = Production.objects.filter(libre, pk=self.pk).update(
            etat=self.Etat.EN_COURS,
            battement=maintenant,
            jeton=self.jeton,
            tentatives=F("tentatives") + 1,
        )
        if not prises:
            return False
        self.refresh_from_db()
        if self.tentatives > 1:
            effacer_les_essais(self)
        if self.tentatives > settings.PRODUCTION_TENTATIVES:
            self._clore(self.Etat.ECHOUEE, erreur=ABANDON)
            return False
        return True

    def _a_moi(self):
        return Production.objects.filter(pk=self.pk, jeton=self.jeton, etat=self.Etat.EN_COURS)

    def _tomber(self, panne):
        journal.error("Production %s (%s)", self.pk, self.objet, exc_info=panne)
        plein = isinstance(panne, OSError) and fabriques.disque_plein(panne)
        self._clore(self.Etat.ECHOUEE, erreur=DISQUE_PLEIN if plein else PANNE)

    def _terminer(self, resultat):
        """Écrit le fichier sous un nom neuf, puis le rattache si le jeton est toujours le nôtre."""
        champs = {"avancement": 100, "etape": ""}
        try:
            champs |= self._ranger(resultat) if resultat is not None else {}
        except OSError as panne:
            self._tomber(panne)
            return
        if not self._clore(self.Etat.TERMINEE, **champs) and "fichier" in champs:
            self.fichier.storage.delete(champs["fichier"])

    def _ranger(self, resultat):
        """Le fichier au stockage ; s'il n'y tient pas, le stockage n'en garde rien."""
        depot, empreinte = self.fichier.storage, resultat.empreinte
        with resultat.ouvert() as contenu:
            nom = depot.save(nom_de_fichier(self, resultat.nom), contenu, max_length=250)
        return {"fichier": nom, "nom_fichier": resultat.nom, "empreinte": empreinte}

    def _clore(self, etat, **champs):
        maintenant = timezone.now()
        d_ordinaire = fabriques.personnelles().get(
            self.genre, settings.PRODUCTION_CONSERVATION_JOURS
        )
        jours = self.parametres.get("conservation_jours") or d_ordinaire
        conservation = timedelta(days=jours)
        with transaction.atomic():
            return self._a_moi().update(
                etat=etat,
                terminee_le=maintenant,
                expire_le=maintenant + conservation,
                rapport=self.rapport,
                **champs,
            )
