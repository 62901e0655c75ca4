"""Une enquête : un questionnaire posé entre deux dates, en des endroits, par des moyens."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse
from simple_history.models import HistoricalRecords

from enquetes.langues import LANGUES
from enquetes.models.points import Mode, PointDeCollecte
from enquetes.models.questionnaires import Questionnaire
from qualepref.socle.models import Departement, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui, maintenant

GRACE = timedelta(days=7)  # ce qu'une tablette hors réseau a pour envoyer ce qu'elle garde


def tirer_un_secret():
    return secrets.token_hex(32)


def empreinte_de(lignes):
    """SHA-256 de toutes les lignes d'un fichier, quel qu'en soit l'ordre ; vide s'il n'y en a pas.

    De l'ensemble seulement : on n'en vérifie aucune sans connaître toutes les autres.
    """
    dites = "\x1e".join(sorted(lignes))
    return hashlib.sha256(dites.encode()).hexdigest() if dites else ""


class EnqueteQuerySet(PerimetreQuerySet):
    chemin_perimetre = None
    chemin_departement = "departement"

    def preparees(self):
        return self.filter(etat=Enquete.Etat.PREPAREE)

    def ouvertes(self):
        return self.filter(etat=Enquete.Etat.OUVERTE)

    def a_ouvrir(self, le=None):
        """Préparées, dont le premier jour est venu et le dernier n'est pas passé."""
        le = le or aujourdhui()
        attendues = self.preparees().filter(date_ouverture__lte=le)
        return attendues.filter(date_cloture__gte=le)

    def a_clore(self, le=None):
        """Ouvertes, dont le dernier jour est passé, et le délai de leurs tablettes s'il y en a."""
        le = le or aujourdhui()
        finies = self.ouvertes().filter(date_cloture__lt=le)
        en_attente = finies.a_tablettes().filter(date_cloture__gte=le - GRACE)
        return finies.exclude(pk__in=en_attente.values("pk"))

    def a_tablettes(self):
        tablettes = PointDeCollecte.objects.filter(mode=Mode.TABLETTE, enquete=OuterRef("pk"))
        return self.filter(Exists(tablettes))

    def en_cours(self, le=None):
        """Celles qui prennent des réponses ce jour-là."""
        le = le or aujourdhui()
        return self.ouvertes().filter(date_ouverture__lte=le, date_cloture__gte=le)

    def non_closes(self):
        return self.exclude(etat=Enquete.Etat.CLOSE)

    def closes(self):
        return self.filter(etat=Enquete.Etat.CLOSE)

    def aupres_des_usagers(self):
        """De satisfaction, auprès du public ; un export importé ne dit pas toujours son type."""
        return self.filter(
            questionnaire__nature=Questionnaire.Nature.SATISFACTION,
            questionnaire__type_enquete__in=("", "satisfaction"),
        )

    def recueillies(self):
        """Celles dont les réponses viennent d'ici, et non d'un fichier importé."""
        return self.filter(Exists(PointDeCollecte.objects.filter(enquete=OuterRef("pk"))))

    def sans_point(self):
        return self.exclude(pk__in=self.recueillies().values("pk"))

    def a_ranger(self):
        """Closes, dont les réponses sont encore dans l'ordre où elles sont venues."""
        return self.closes().filter(rangee_le=None)

    def tenue(self, pk):
        """L'enquête telle qu'elle est, qui ne se clôt pas avant la fin de cette transaction.

        Verrou partagé : les réponses ne s'attendent pas l'une l'autre. SQLite n'a qu'un écrivain.
        """
        table = connection.ops.quote_name(self.model._meta.db_table)
        verrou = " FOR KEY SHARE" if connection.vendor == "postgresql" else ""
        return self.raw(f"SELECT * FROM {table} WHERE id = %s{verrou}", [pk])[0]

    def avec_comptes(self):
        return self.annotate(nombre_reponses=Count("reponses")).order_by(*self.model._meta.ordering)

    def avec_cible(self):
        """`cible_totale` : ce qu'attendent ensemble les points ; None si aucun ne le dit."""
        siens = PointDeCollecte.objects.filter(enquete=OuterRef("pk")).order_by().values("enquete")
        return self.annotate(cible_totale=siens.annotate(somme=Sum("cible")).values("somme"))


class Enquete(models.Model):
    """Une enquête auprès des usagers, du premier au dernier jour de collecte."""

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "en préparation"
        OUVERTE = "ouverte", "ouverte"
        CLOSE = "close", "close"

    TRANSITIONS = {
        Etat.PREPAREE: {Etat.OUVERTE, Etat.CLOSE},
        Etat.OUVERTE: {Etat.CLOSE},
        Etat.CLOSE: set(),
    }

    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="enquetes", verbose_name="département"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="enquetes", verbose_name="questionnaire"
    )
    code = models.SlugField("code", max_length=40)
    intitule = models.CharField("intitulé", max_length=200)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    date_ouverture = models.DateField("premier jour")
    date_cloture = models.DateField("dernier jour")
    une_question_par_ecran = models.BooleanField("une question par écran", default=True)
    notice = models.TextField(
        "ce qu'il advient des réponses",
        blank=True,
        help_text="S'ajoute à la notice d'anonymat de l'application.",
    )
    invitation = models.JSONField("texte d'invitation", default=dict, blank=True)
    close_le = models.DateTimeField("close le", null=True, editable=False)
    rangee_le = models.DateTimeField(
        "réponses rangées le",
        null=True,
        editable=False,
        help_text="Récrites dans l'ordre de leurs clés : plus rien ne dit qui a répondu avant qui.",
    )
    empreinte = models.CharField(
        "empreinte du fichier importé",
        max_length=64,
        blank=True,
        editable=False,
        help_text="De toutes ses lignes ensemble : reconnaît le même fichier, et lui seul.",
    )
    secret = models.CharField(
        "secret des jetons",
        max_length=64,
        blank=True,
        default=tirer_un_secret,
        editable=False,
        help_text="Sans lui, un jeton ne se refait pas d'une réponse ; détruit à la clôture.",
    )

    history = HistoricalRecords(excluded_fields=["secret"])
    objects = EnqueteQuerySet.as_manager()

    class Meta:
        verbose_name = "enquête"
        ordering = ["-date_ouverture", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["departement", "code"],
                name="enquete_code_unique",
                violation_error_message="Une autre enquête porte ce code.",
            ),
            models.CheckConstraint(
                condition=Q(date_cloture__gte=F("date_ouverture")),
                name="enquete_ordre",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                condition=Q(etat="close", close_le__isnull=False)
                | (~Q(etat="close") & Q(close_le=None)),
                name="enquete_close",
                violation_error_message="Une enquête close dit quand elle l'a été.",
            ),
        ]

    def __str__(self):
        return self.intitule

    def get_absolute_url(self):
        return reverse("enquetes:enquete_detail", args=[self.pk])

    @property
    def langues(self):
        """Comment chaque langue du questionnaire se nomme elle-même."""
        return [LANGUES.get(code, code) for code in self.questionnaire.langues]

    @property
    def invitations(self):
        """(langue, texte) dans l'ordre du questionnaire, sans celles qui manquent."""
        codes = self.questionnaire.langues
        return [
            (LANGUES.get(code, code), dit) for code in codes if (dit := self.invitation.get(code))
        ]

    def est_en_cours(self, le=None):
        """Prend des réponses ce jour-là."""
        le = le or aujourdhui()
        return self.etat == self.Etat.OUVERTE and self.date_ouverture <= le <= self.date_cloture

    def attend_ses_tablettes(self, le=None):
        """Finie, encore ouverte à ce qu'une tablette n'a pas pu envoyer plus tôt."""
        le = le or aujourdhui()
        en_delai = self.date_cloture < le <= self.date_des_derniers_envois
        if self.etat != self.Etat.OUVERTE or not en_delai:
            return False
        return self.a_des_tablettes

    @property
    def a_des_tablettes(self):
        return self.points.filter(mode=Mode.TABLETTE).exists()

    @property
    def date_des_derniers_envois(self):
        """Le dernier jour où ses tablettes, si elle en a, envoient ce qu'elles gardent."""
        return self.date_cloture + GRACE

    @property
    def se_depouille(self):
        """Ouverte, deux lectures de ses résultats donneraient la réponse venue entre les deux."""
        return self.etat == self.Etat.CLOSE

    def exiger_close(self):
        """Lève ValidationError tant que ses résultats ne se lisent pas."""
        if not self.se_depouille:
            raise ValidationError(
                "Cette enquête n'est pas close : ses résultats se lisent ensuite."
            )

    @transaction.atomic
    def ouvrir(self):
        """Avant son premier jour, elle commence aujourd'hui."""
        self._verrouiller()
        if self.date_cloture < aujourdhui():
            raise ValidationError("Son dernier jour est passé : changez d'abord ses dates.")
        self._passer(self.Etat.OUVERTE, date_ouverture=min(self.date_ouverture, aujourdhui()))

    @transaction.atomic
    def clore(self):
        """Les jetons se détruisent, et avec eux le secret qui permettrait de les refaire."""
        self._verrouiller()
        self._passer(self.Etat.CLOSE, close_le=maintenant(), secret="")
        self.jetons.all().delete()

    def jeton_de(self, dit):
        """Le jeton d'une ligne d'un fichier : sans le secret de l'enquête, il ne se refait pas."""
        sceau = hmac.digest(self.secret.encode(), dit.encode(), "sha256")
        return UUID(bytes=sceau[:16])

    def _verrouiller(self):
        """Deux clics n'en font qu'un, et les réponses en route finissent d'entrer."""
        verrou = Enquete.objects.select_for_update(of=("self",))
        self.refresh_from_db(
            fields=["etat", "date_ouverture", "date_cloture"], from_queryset=verrou
        )

    def _passer(self, etat, **champs):
        if etat not in self.TRANSITIONS[self.etat]:
            raise ValidationError(
                f"Cette enquête est {self.get_etat_display()} : elle ne peut pas passer "
                f"« {self.Etat(etat).label} »."
            )
        for champ, valeur in {"etat": etat, **champs}.items():
            setattr(self, champ, valeur)
        self.save(update_fields=["etat", *champs])
