"""Conduire une demande : chaque verbe date un acte, vérifie ce qu'il faut, dit ce qui l'empêche.

L'état et l'échéance se déduisent ; rien ici ne les écrit à la main.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property

from qualepref.socle.models import Fermeture
from qualepref.socle.temps import aujourdhui
from suivi.comptes.decompte import Compte
from suivi.delais import evenements
from suivi.delais.deroulement import derouler
from suivi.delais.echeances import Echeance
from suivi.delais.evenements import SuiteInvalide
from suivi.delais.parcours import Dates, Parcours, dater, suivre
from suivi.delais.phrases import raconter
from suivi.models.nomenclature import Registre
from suivi.models.regles import ProfilDelais

DATES_CALCULEES = ("date_echeance", "date_echeance_accuse", "explication", "suspendue_le")


class Conduite(models.Model):
    """Les actes sur une demande ; les champs sont ceux de Demande."""

    class Meta:
        abstract = True

    # --- Actes -------------------------------------------------------------------------------

    def accuser(self, le=None, agent=None):
        """L'accusé n'est pas une réponse, sauf si le profil de délais du département le dit."""
        if self.date_accuse:
            raise ValidationError(
                f"L'accusé de réception est déjà parti le {self.date_accuse:%d/%m/%Y}."
            )
        vaut_reponse = self.l_accuse_vaut_reponse()
        self._agir(le, date_accuse=..., repondue_par_accuse=vaut_reponse)

    def faire_attendre(self, le=None, agent=None):
        """Une réponse d'attente : elle n'arrête le délai que si la règle le dit."""
        self._agir(le, date_attente=...)

    def suspendre(self, motif, le=None, agent=None):
        self._agir(le, fait={"genre": "suspendue", "motif": motif, "agent": agent})

    def reprendre(self, le=None, motif="", agent=None):
        self._agir(le, fait={"genre": "reprise", "motif": motif, "agent": agent})

    def prolonger(self, jours, motif, le=None, agent=None):
        fait = {"genre": "prolongee", "jours": jours, "motif": motif, "agent": agent}
        self._agir(le, fait=fait)

    def transferer(self, vers, le=None, motif="", agent=None):
        """À un autre service du département ; le délai continue de courir, règle comprise."""
        de = self.service
        _exiger_un_autre_service(de, vers, le or aujourdhui())
        fait = {"genre": "transmise", "motif": motif, "agent": agent}
        fait |= {"de_service": de, "vers_service": vers}
        premiere = {} if self.date_transmission else {"date_transmission": ...}
        self._agir(le, fait=fait, service=vers, **premiere)

    def repondre(self, le=None, agent=None):
        """La réponse sur le fond ; après un accusé qui valait traitement, elle reste attendue."""
        if self.date_reponse is None and self.date_retrait is None and self.repondue_par_accuse:
            self._ecrire(le or aujourdhui(), date_reponse=...)
        else:
            self._agir(le, date_reponse=...)

    def retirer(self, le=None, agent=None):
        self._agir(le, date_retrait=...)

    @transaction.atomic
    def rouvrir(self, motif, le=None, agent=None):
        """La réponse ou le retrait annulé reste dans l'histoire ; le délai a couru, lui."""
        champ = "date_retrait" if self.date_retrait else "date_reponse"
        if self.est_ouverte:
            raise ValidationError("Cette demande n'est pas close : il n'y a rien à rouvrir.")
        if fini := getattr(self, champ):
            genre = "retiree" if self.date_retrait else "repondue"
            self.faits.create(genre=genre, le=fini, agent=agent)
            fait = {"genre": "rouverte", "motif": motif, "agent": agent}
            self._ecrire(le or aujourdhui(), fait=fait, **{champ: None})
        else:
            self._ecrire(le or aujourdhui(), repondue_par_accuse=False)

    # --- Ce qui fut calculé --------------------------------------------------------------------

    @property
    def calcul_de_la_reponse(self):
        """L'échéance telle qu'elle fut calculée, ou None si aucune règle n'était en vigueur."""
        return self._calcul("reponse")

    @property
    def calcul_de_l_accuse(self):
        return self._calcul("accuse")

    def _calcul(self, quoi):
        garde = self.explication.get(quoi)
        return Echeance.depuis_json(garde) if garde else None

    # --- Ce que disent les faits ---------------------------------------------------------------

    def l_accuse_vaut_reponse(self) -> bool:
        """Suggestions et réclamations, si le profil compte l'accusé pour traitement (Isère)."""
        if self.registre != Registre.SUGGESTIONS_RECLAMATIONS:
            return False
        profil = ProfilDelais.objects.filter(cle=self.departement.profil_delais).first()
        return profil is not None and profil.compte is Compte.ACCUSE

    @cached_property
    def recit(self) -> list[str]:
        """Ce que disent ses faits, en phrases ; vide si ses seules dates suffisent."""
        if not self.faits.all():
            return []
        try:
            return raconter(parcours) if (parcours := self.parcours()) else []
        except SuiteInvalide as invalide:
            return [f"À vérifier : {faute}" for faute in invalide.fautes]

    def suite(self, faits) -> list[evenements.Evenement]:
        """Les événements de la demande, dans l'ordre : ses dates et ses faits inscrits."""
        dates = evenements.depuis_dates(
            self.date_arrivee,
            heure=self.heure_arrivee,
            accuse=self.date_accuse,
            attente=self.date_attente,
            transmission=self.date_transmission,
            reponse=self.date_reponse,
            retrait=self.date_retrait,
        )
        return evenements.entremeler(dates, [fait.en_evenement() for fait in faits])

    def parcours(self, le=None) -> Parcours | None:
        """Où elle en est ce jour-là, selon la règle retenue ; None si aucune ne l'était."""
        calcul = self.calcul_de_la_reponse
        if calcul is None:
            return None
        return suivre(
            self.suite(self.faits.all()),
            calcul.regle,
            Fermeture.objects.calendrier(self.service.site),
            le=le or aujourdhui(),
            non_due=self.reponse_non_due,
            compte=Compte.ACCUSE if self.repondue_par_accuse else Compte.REPONSE_FOND,
        )

    def redater(self):
        """Refait le calcul après un acte, avec la règle retenue à l'arrivée ; n'enregistre pas.

        Sans fait ni attente qui suspende, un acte ne change pas l'échéance. Lève ValidationError.
        """
        calcul, faits = self.calcul_de_la_reponse, list(self.faits.order_by("pk"))
        try:
            suite = self.suite(faits)
            vu = derouler(suite)
            if calcul is None:
                self.suspendue_le = vu.suspendue_le
            elif faits or calcul.regle.attente_suspend:
                calendrier = Fermeture.objects.calendrier(self.service.site)
                self.poser(dater(suite, calcul.regle, calendrier))
        except SuiteInvalide as invalide:
            raise ValidationError(list(invalide.fautes)) from None

    def poser(self, dates: Dates):
        for nom, valeur in champs_du_calcul(dates).items():
            setattr(self, nom, valeur)

    # --- Écriture ------------------------------------------------------------------------------

    def _agir(self, le, **champs):
        self.exiger_ouverte()
        self._ecrire(le or aujourdhui(), **champs)

    def exiger_ouverte(self):
        if not self.est_ouverte:
            etat = self.get_etat_display()
            raise ValidationError(f"Cette demande est déjà {etat} : il n'y a plus rien à faire.")

    @transaction.atomic
    def _ecrire(self, le, *, fait=None, **champs):
        """Écrit l'acte daté ; `...` vaut la date de l'acte."""
        self._exiger_une_date_plausible(le)
        if fait:
            self.faits.create(le=le, **fait)
        for nom, valeur in champs.items():
            setattr(self, nom, le if valeur is ... else valeur)
        self.placer()
        self.redater()
        self.validate_constraints()
        self.save(update_fields=[*champs, "site", "departement", *DATES_CALCULEES])
        self.refresh_from_db(fields=["etat"])

    def _exiger_une_date_plausible(self, le):
        if le < self.date_arrivee:
            raise ValidationError(
                f"Le {le:%d/%m/%Y} vient avant l'arrivée de la demande "
                f"({self.date_arrivee:%d/%m/%Y})."
            )
        if le > aujourdhui():
            raise ValidationError(f"Le {le:%d/%m/%Y} est dans le futur : vérifiez la date.")


def champs_du_calcul(dates: Dates | None) -> dict:
    """Les champs de la demande que le calcul remplit ; vides si aucune règle n'est en vigueur."""
    if dates is None:
        vides = dict.fromkeys(("date_echeance", "date_echeance_accuse", "suspendue_le"))
        return vides | {"regle": "", "unite": "", "explication": {}}
    reponse, accuse = dates.reponse, dates.accuse
    return {
        "regle": reponse.regle.cle,
        "unite": reponse.regle.unite.value,
        "date_echeance": reponse.date,
        "date_echeance_accuse": accuse.date,
        "suspendue_le": dates.suspendue_le,
        "explication": {"reponse": reponse.en_json(), "accuse": accuse.en_json()},
    }


def _exiger_un_autre_service(de, vers, le):
    if vers == de:
        raise ValidationError({"vers": f"La demande est déjà au service {de}."})
    if vers.site.departement_id != de.site.departement_id:
        raise ValidationError({"vers": f"{vers} n'est pas un service de ce département."})
    if not vers.est_ouvert(le):
        depuis = f"{vers} est fermé depuis le {vers.date_fin:%d/%m/%Y}"
        raise ValidationError({"vers": f"{depuis} : choisissez un autre service."})
