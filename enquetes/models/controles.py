"""Les contrôles d'un évaluateur : ce qui est attendu, où, quand, et où cela en est."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.controles import calendrier as calendrier_controles
from enquetes.models.questionnaires import Questionnaire
from qualepref.socle.models import Departement, PerimetreQuerySet, Service, Site
from qualepref.socle.periodes import Periode
from qualepref.socle.temps import aujourdhui

DEJA = "Ce contrôle est déjà au calendrier."
NATURES = (Questionnaire.Nature.MYSTERE, Questionnaire.Nature.GRILLE)
AU_DESTINATAIRE = frozenset({"enquetes.view_controle", "enquetes.view_releve"})
A_L_AGENT = AU_DESTINATAIRE | {"enquetes.remplir_controle"}
EXAMINEES = Count("releves", filter=Q(releves__etat="clos"), distinct=True)


class ControleQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """À qui un contrôle est confié, de le lire et de le remplir, même sans rôle ; à qui il fut
        envoyé une fois clos, de le lire.
        """
        confies = [Q(responsable=agent.pk)] if permission in A_L_AGENT else []
        return [*confies, Q(pk__in=recus_par(agent))] if permission in AU_DESTINATAIRE else confies

    def a_faire(self):
        return self.filter(fait_le=None)

    def commences_ou_attendus(self, le=None):
        """Ceux dont la période est ouverte : à faire, en cours ou manqués."""
        return self.a_faire().filter(date_debut__lte=le or aujourdhui())

    def manques(self, le=None):
        return self.a_faire().filter(date_echeance__lt=le or aujourdhui())

    def faits(self):
        return self.filter(fait_le__isnull=False)

    def a_envoyer(self, depuis):
        """Clos depuis ce jour, sans qu'on l'ait encore dit à ses destinataires."""
        return self.filter(fait_le__gte=depuis, envoye_le=None)

    def a_decider(self):
        """Clos, avec un écart sur lequel personne ne s'est prononcé."""
        valeurs = apps.get_model("enquetes", "ValeurReleve").objects
        siens = valeurs.sans_suite().filter(releve__controle=OuterRef("pk"))
        return self.faits().filter(Exists(siens))

    def de_l_annee(self, annee):
        return self.filter(date_echeance__year=annee)

    def avec_releves(self):
        """Annote `nombre_releves` et `nombre_clos`."""
        tous = Count("releves", distinct=True)
        compte = self.annotate(nombre_releves=tous, nombre_clos=EXAMINEES)
        return compte.order_by(*self.model._meta.ordering)

    def en_situation(self, voulue, le=None):
        le = le or aujourdhui()
        commence = Exists(
            self.model.releves.rel.related_model.objects.filter(controle=OuterRef("pk"))
        )
        Situation = calendrier_controles.Situation
        reste = self.a_faire().filter(date_echeance__gte=le)
        phrases = {
            Situation.FAIT: lambda: self.faits(),
            Situation.MANQUE: lambda: self.manques(le),
            Situation.EN_COURS: lambda: reste.filter(commence),
            Situation.A_FAIRE: lambda: reste.filter(~commence, date_debut__lte=le),
            Situation.A_VENIR: lambda: reste.filter(~commence, date_debut__gt=le),
        }
        return phrases[voulue]()

    @transaction.atomic
    def planifier(self, *, departement, questionnaire, periodes, cibles):
        """Un contrôle par période et par cible (site, service) ; ceux qui y sont déjà y restent.

        Rend le nombre de contrôles ajoutés.
        """
        Departement.objects.select_for_update(of=("self",)).get(pk=departement.pk)
        siens = self.filter(departement=departement, questionnaire__code=questionnaire.code)
        deja = set(siens.values_list("periode", "site", "service"))
        nouveaux = [
            self.model(
                departement=departement,
                questionnaire=questionnaire,
                site=site,
                service=service,
                **self.model.bornes(periode),
            )
            for periode in periodes
            for site, service in cibles
            if (periode.cle, site and site.pk, service and service.pk) not in deja
        ]
        for nouveau in nouveaux:
            nouveau.save()
        return len(nouveaux)


class Controle(models.Model):
    """Une grille ou une enquête mystère attendue en un lieu, pour une période."""

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="controles", verbose_name="département"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="controles", verbose_name="grille"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="controles",
        verbose_name="site",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="controles",
        verbose_name="service",
    )
    periode = models.CharField("période", max_length=7, editable=False)
    date_debut = models.DateField("à faire à partir du", editable=False)
    date_echeance = models.DateField("à faire avant la fin du")
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="controles",
        verbose_name="confié à",
    )
    fait_le = models.DateField("fait le", null=True, editable=False)
    envoye_le = models.DateField("envoyé le", null=True, editable=False)
    destinataires = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="controles_recus",
        verbose_name="envoyé à",
    )

    history = HistoricalRecords()
    objects = ControleQuerySet.as_manager()

    class Meta:
        verbose_name = "contrôle"
        ordering = ["date_echeance", "questionnaire__intitule", "pk"]
        permissions = [("remplir_controle", "Peut remplir les relevés d'un contrôle")]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "questionnaire", "periode", "service"],
                name="controle_du_service",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["departement", "questionnaire", "periode", "site"],
                condition=Q(service=None),
                name="controle_du_site",
                violation_error_message=DEJA,
            ),
            models.UniqueConstraint(
                fields=["departement", "questionnaire", "periode"],
                condition=Q(site=None, service=None),
                name="controle_de_la_prefecture",
                violation_error_message=DEJA,
            ),
            models.CheckConstraint(
                condition=Q(date_echeance__gte=F("date_debut")),
                name="controle_ordre",
                violation_error_message="L'échéance précède le début de la période.",
            ),
        ]

    def __str__(self):
        lieu = self.service or self.site
        ou = f", {lieu}" if lieu else ""
        return f"{self.questionnaire.intitule}{ou} ({Periode.lire(self.periode).libelle})"

    def get_absolute_url(self):
        return reverse("enquetes:controle_detail", args=[self.pk])

    @staticmethod
    def bornes(periode):
        return {
            "periode": periode.cle,
            "date_debut": periode.debut,
            "date_echeance": periode.fin,
        }

    @property
    def est_fait(self):
        return self.fait_le is not None

    @property
    def lieu(self):
        return self.service or self.site

    @property
    def un_seul_releve(self):
        """Une grille remplie d'un coup ; sinon on y compte des réponses, des boîtes, des appels."""
        grille = self.questionnaire
        return grille.nature == Questionnaire.Nature.GRILLE and not grille.unite

    def clore(self):
        """Rien n'y change plus : un relevé clos au moins, aucun en cours."""
        with transaction.atomic():
            controle = Controle.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if controle.est_fait:
                raise ValidationError("Ce contrôle est déjà clos.")
            etats = set(controle.releves.values_list("etat", flat=True))
            if "brouillon" in etats:
                raise ValidationError("Un relevé est encore en cours : closez-le ou supprimez-le.")
            if not etats:
                raise ValidationError("Aucun relevé n'est rempli : il n'y a rien à clore.")
            if reste := self.restants():
                raise ValidationError(f"Il reste {len(reste)} élément(s) tiré(s) à relever.")
            self.fait_le = aujourdhui()
            self.save(update_fields=["fait_le"])

    @transaction.atomic
    def commencer(self, *, par, objet=""):
        """Un relevé où écrire : le sien, resté en cours sur la même chose, ou un nouveau."""
        controle = Controle.objects.select_for_update(of=("self",)).get(pk=self.pk)
        controle.exiger_ouvert()
        objet = objet.replace("\x00", "").strip()[:200]
        if not self.un_seul_releve and (tire := getattr(self, "echantillon", None)):
            tire.exiger(objet)
        siens = controle.releves.filter(etat="brouillon", pret=None, objet=objet)
        if self.un_seul_releve:
            return siens.first() or controle.releves.create(evaluateur=par)
        if objet and (deja := controle.releves.filter(objet=objet, pret=None).first()):
            return deja
        vierge = siens.filter(evaluateur=par, valeurs=None).first()
        return vierge or controle.releves.create(evaluateur=par, objet=objet)

    def restants(self):
        """Ce qui est tiré et n'a pas encore de relevé ; rien d'une grille remplie d'un coup."""
        if self.un_seul_releve or not hasattr(self, "echantillon"):
            return []
        vus = set(self.releves.values_list("objet", flat=True))
        return [cle for cle in self.echantillon.references if cle not in vus]

    def exiger_ouvert(self):
        if self.est_fait:
            raise ValidationError("Ce contrôle est clos : ses relevés ne changent plus.")


def recus_par(agent):
    """Les clés des contrôles clos envoyés à cet agent."""
    envois = Controle.destinataires.through.objects.filter(agent_id=agent.pk)
    return envois.values("controle_id")
