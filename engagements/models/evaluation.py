"""Ce qu'on répond dans une campagne : l'avis, l'avancement, et qui peut encore l'écrire."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from engagements.models.campagne import Campagne
from engagements.models.feuilles import CONFIEES, Feuille, verrou
from qualepref.socle.models import PerimetreQuerySet, Service
from qualepref.socle.models.historique import HistoriqueFrequent

SA_FEUILLE = {"campagne": OuterRef("campagne"), "service": OuterRef("service")}


class EvaluationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "campagne__departement"
    chemin_engagement = "engagement"
    champs_lies = ()

    def confies(self, agent, permission):
        """Les engagements de ses groupes, dans les services dont un groupe remplit la feuille."""
        if permission not in CONFIEES or agent.portee(permission).departements:
            return []
        feuilles = Feuille.objects.confiees_a(agent).filter(**SA_FEUILLE)
        engagement = OuterRef(self.chemin_engagement)
        return [Q(Exists(feuilles.filter(groupe__engagements=engagement)))]

    def avec_feuille(self):
        """Chaque cellule porte l'état de la feuille et la fin de son service : voir `verrou`."""
        etat = Feuille.objects.filter(**SA_FEUILLE).order_by().values("etat")[:1]
        return self.annotate(etat_feuille=Subquery(etat), ferme_le=F("service__date_fin"))

    def pour_ecrire(self):
        """De quoi contrôler puis écrire une réponse, verrouillée, et rien d'autre."""
        siens = [champ.attname for champ in self.model._meta.concrete_fields]
        lus = ["campagne__etat", "campagne__referentiel__evaluation", *self.champs_lies]
        relations = {champ.rpartition("__")[0] for champ in lus}
        allegees = self.avec_feuille().select_related(*sorted(relations))
        return allegees.only(*siens, *lus).order_by().select_for_update(of=("self",))

    def a_remplir(self):
        """Les cellules sans avis des campagnes ouvertes."""
        return self.filter(avis=Evaluation.Avis.NON_EVALUE, campagne__etat=Campagne.Etat.OUVERTE)

    def aligner(self, campagne, champ, voulues):
        """Fait correspondre les cellules d'une campagne aux couples (élément, service) voulus."""
        presentes = {
            (element, service): pk
            for pk, element, service in self.values_list("pk", champ, "service")
        }
        nouvelles = [
            self.model(campagne=campagne, service_id=service, **{f"{champ}_id": element})
            for element, service in sorted(voulues - presentes.keys())
        ]
        bulk_create_with_history(nouvelles, self.model)
        sorties = [pk for couple, pk in presentes.items() if couple not in voulues]
        self.filter(pk__in=sorties).vierges().delete()

    def vierges(self):
        return self.filter(version=0)

    def citant_une_perimee(self, le=None):
        """Celles dont une preuve a cessé de valoir ce jour-là."""
        return self.filter(pk__in=self._cles_perimees(le))

    def avec_peremption(self, le=None):
        """Chacune porte `perimee` : elle cite une preuve périmée ce jour-là."""
        perimee = Q(pk__in=self._cles_perimees(le))
        return self.annotate(perimee=ExpressionWrapper(perimee, models.BooleanField()))

    def _cles_perimees(self, le):
        """À part de chaque ligne : la base ne les cherche qu'une fois pour toute la grille."""
        preuves = self.model._meta.get_field("preuves").related_model.objects.perimees(le)
        siennes = f"{self.model._meta.model_name}s"
        return preuves.filter(**{f"{siennes}__isnull": False}).order_by().values(siennes)

    def couples_prouves(self):
        """Les couples (engagement, service) qui ont au moins une preuve."""
        prouvees = self.filter(preuves__isnull=False).order_by()
        return prouvees.values_list(self.chemin_engagement, "service").distinct()


class Evaluation(models.Model):
    """Ce qu'un service répond d'un engagement ou d'une exigence : un avis et un avancement."""

    class Avis(models.TextChoices):
        CONFORME = "conforme", "conforme"
        PARTIEL = "partiel", "partiellement conforme"
        NON_CONFORME = "non_conforme", "non conforme"
        NON_APPLICABLE = "non_applicable", "non applicable"
        NON_EVALUE = "non_evalue", "non évalué"

    class Avancement(models.TextChoices):
        A_REVOIR = "a_revoir", "à revoir"
        EN_COURS = "en_cours", "en cours"
        FAIT = "fait", "fait"

    campagne = models.ForeignKey(
        Campagne,
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name="campagne",
        db_index=False,
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="%(class)ss", verbose_name="service"
    )
    avis = models.CharField("avis", max_length=20, choices=Avis, default=Avis.NON_EVALUE)
    avancement = models.CharField(
        "avancement", max_length=20, choices=Avancement, default=Avancement.A_REVOIR
    )
    motif = models.CharField("motif de non-applicabilité", max_length=300, blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    imposee = models.BooleanField(
        "imposée par le périmètre",
        default=False,
        editable=False,
        help_text="Non applicable par une condition, une décision ou une dispense.",
    )
    version = models.PositiveIntegerField("version", default=0, editable=False)

    history = HistoricalRecords(inherit=True, history_manager=HistoriqueFrequent)
    objects = EvaluationQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["campagne", "service"], name="%(class)s_feuille")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(avis="non_applicable") | ~Q(motif=""),
                name="%(class)s_motif",
                violation_error_message="Dites pourquoi ce n'est pas applicable.",
            ),
        ]

    @cached_property
    def etat_feuille(self):
        """L'état de la feuille du service ; `avec_feuille` l'apporte sans requête de plus."""
        feuilles = Feuille.objects.filter(campagne=self.campagne_id, service=self.service_id)
        return feuilles.values_list("etat", flat=True).first()

    @cached_property
    def ferme_le(self):
        return self.service.date_fin

    @property
    def verrou(self):
        """Pourquoi le service n'écrit plus ici, en une phrase ; vide s'il le peut."""
        return verrou(self.campagne, self.ferme_le, self.etat_feuille)

    @property
    def cite_une_perimee(self):
        """Lu dans ses preuves déjà chargées, s'il y en a."""
        le = self.campagne.jour_des_preuves
        return any(preuve.est_perimee(le) for preuve in self.preuves.all())

    @property
    def ancre(self):
        """Le nom de la cellule dans sa page."""
        return f"{self._meta.model_name}-{self.pk}"
