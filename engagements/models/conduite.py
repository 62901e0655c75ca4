"""Conduire une action : chaque verbe vérifie ce qu'il faut et dit en français ce qui l'empêche."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from engagements import plan
from qualepref.socle.entretemps import changes, dechiffrer, dernier_changement, empreintes
from qualepref.socle.motifs import exiger
from qualepref.socle.temps import aujourdhui

# Ce qu'on lit d'une action avant d'agir : l'état que l'acte change, l'échéance qu'il déplace.
ENGAGES = ("etat", "date_echeance")
SANS_EMPREINTE = "Cette page est trop ancienne : rouvrez la fiche de l'action, puis recommencez."


class Conduite(models.Model):
    """L'état d'une action et les passages d'un état à l'autre ; les champs sont ceux d'Action."""

    TRANSITIONS = plan.TRANSITIONS

    class Meta:
        abstract = True

    @property
    def est_ouverte(self):
        return self.etat in plan.OUVERTES

    @property
    def est_terminee(self):
        return self.etat in plan.TERMINEES

    @property
    def nee_d_un_audit(self):
        return self.origine in self.ORIGINES_AUDIT

    @property
    def responsable_en_mots(self):
        """Le responsable tel qu'écrit, sinon sa fonction."""
        return self.responsable_lu or self.get_fonction_display().capitalize()

    @property
    def numeros_engagements(self):
        """« 2, 5 », « 16 à 18 » : lus dans les engagements déjà chargés."""
        return plan.en_intervalles(engagement.numero for engagement in self.engagements.all())

    @property
    def peut_se_rouvrir(self):
        return self.etat in plan.REOUVERTURE

    def est_faite_au(self, jour):
        """Réalisée ce jour-là ou avant ; sans date, on ne peut pas le dire."""
        faite = self.etat in plan.FAITES and self.date_realisation is not None
        return faite and self.date_realisation <= jour

    def est_en_retard(self, le=None):
        return plan.est_en_retard(self.etat, self.date_echeance, le or aujourdhui())

    def est_echue(self, le=None):
        """L'échéance est passée et l'action n'est pas finie : la déplacer demande un motif."""
        passee = self.date_echeance is not None and self.date_echeance < (le or aujourdhui())
        return passee and not self.est_terminee

    def peut_passer_a(self, etat):
        return etat in self.TRANSITIONS[self.etat]

    def empreinte(self):
        """Ce qu'en emporte une page, pour savoir à l'envoi si quelqu'un l'a changée."""
        return empreintes({champ: getattr(self, champ) for champ in ENGAGES})

    def exiger_lue(self, empreinte, champs=("etat",)):
        """Refuse l'acte si quelqu'un a changé ces champs depuis la lecture, et dit qui et quand."""
        try:
            lues = dechiffrer(empreinte)
        except ValueError:
            raise ValidationError(SANS_EMPREINTE) from None
        if autres := changes(lues, {champ: getattr(self, champ) for champ in champs}):
            raise ValidationError(self._dire_entre_temps(autres), code="conflit")

    def _dire_entre_temps(self, champs):
        version = dernier_changement(self, champs)
        qui, quand = "Un import", ""
        if version is not None:
            qui = version.history_user or "Un import"
            quand = f", le {timezone.localtime(version.history_date):%d/%m/%Y à %H:%M}"
        quoi = f"elle est {self.get_etat_display()}"
        if champs == {"date_echeance"}:
            jour = self.date_echeance
            quoi = f"son échéance est le {jour:%d/%m/%Y}" if jour else "elle n'a plus d'échéance"
        return (
            f"{qui} a changé cette action pendant que vous la lisiez{quand} : {quoi}. "
            "Rien n'est fait : relisez-la, puis recommencez s'il le faut encore."
        )

    def accepter(self):
        self._passer(plan.A_FAIRE, depuis={plan.PROPOSEE}, motif="")

    def refuser(self, motif):
        self._passer(plan.REFUSEE, motif=exiger(motif, "Dites pourquoi l'action est refusée."))

    def commencer(self):
        self._passer(plan.EN_COURS, depuis=plan.OUVERTES | {plan.REPORTEE})

    def realiser(self, le=None):
        """Faite ; elle se soldera avec son bilan."""
        le = le or aujourdhui()
        if le > aujourdhui():
            raise ValidationError({"date_realisation": "Cette date est dans le futur."})
        self._passer(plan.REALISEE, date_realisation=le, avancement=100)

    def abandonner(self, motif):
        motif = exiger(motif, "Dites pourquoi l'action est abandonnée.")
        self._passer(plan.ABANDONNEE, motif=motif)

    def solder(self, bilan, *, efficacite="", par=None, le=None):
        """Close : le bilan, et pour un écart d'audit l'efficacité, qui l'a vérifiée et quand."""
        verification = {"efficacite": efficacite, "efficacite_par": par, "date_efficacite": le}
        bilan = exiger(bilan, "Une action se solde avec son bilan.", "bilan")
        self._passer(plan.SOLDEE, bilan=bilan, **(verification if efficacite else {}))

    @transaction.atomic
    def reporter(self, motif, date=None, *, par):
        """Mise de côté jusqu'à une date, ou sans date ; l'ancienne échéance se garde."""
        motif = exiger(motif, "Dites pourquoi l'action est reportée.")
        ancienne = self.date_echeance
        self._passer(plan.REPORTEE, motif=motif, date_echeance=date)
        self.reports.create(ancienne=ancienne, nouvelle=date, motif=motif, agent=par)

    @transaction.atomic
    def deplacer(self, date, motif="", *, par):
        """Change l'échéance sans changer l'état ; passée, il y faut un motif."""
        if self.est_terminee:
            etat = self.get_etat_display()
            raise ValidationError(f"L'action est {etat} : son échéance ne se déplace plus.")
        if date == self.date_echeance:
            raise ValidationError({"date_echeance": "C'est déjà l'échéance de l'action."})
        if self.est_echue():
            exiger(motif, "L'échéance est passée : dites pourquoi vous la déplacez.")
        ancienne, self.date_echeance = self.date_echeance, date
        self.save(update_fields=["date_echeance", "date_modification"])
        if ancienne or motif:
            self.reports.create(ancienne=ancienne, nouvelle=date, motif=motif, agent=par)

    def rouvrir(self):
        """Revient d'un pas ; ce qui fut écrit reste."""
        if not self.peut_se_rouvrir:
            raise ValidationError(f"L'action est {self.get_etat_display()} : rien à rouvrir.")
        retour = plan.REOUVERTURE[self.etat]
        self._passer(retour, **({"date_realisation": None} if retour in plan.OUVERTES else {}))

    def _passer(self, etat, depuis=None, **champs):
        permis = self.peut_passer_a(etat) and (depuis is None or self.etat in depuis)
        if not permis:
            raise ValidationError(
                f"Cette action est {self.get_etat_display()} : elle ne peut pas devenir "
                f"{self.Etat(etat).label}."
            )
        for champ, valeur in {"etat": etat, **champs}.items():
            setattr(self, champ, valeur)
        self.validate_constraints()
        self.save(update_fields=["etat", *champs, "date_modification"])
