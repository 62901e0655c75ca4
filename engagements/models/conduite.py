"""Conduire une action : chaque verbe vérifie ce qu'il faut et dit en français ce qui l'empêche."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from engagements import plan
from qualepref.socle.temps import aujourdhui


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

    def est_en_retard(self, le=None):
        return plan.est_en_retard(self.etat, self.date_echeance, le or aujourdhui())

    def est_echue(self, le=None):
        """L'échéance est passée et l'action n'est pas finie : la déplacer demande un motif."""
        passee = self.date_echeance is not None and self.date_echeance < (le or aujourdhui())
        return passee and not self.est_terminee

    def peut_passer_a(self, etat):
        return etat in self.TRANSITIONS[self.etat]

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


def exiger(texte, message, champ="motif"):
    """Le texte sans espaces de bord ; lève ValidationError sur `champ` s'il est vide."""
    if not texte.strip():
        raise ValidationError({champ: message})
    return texte.strip()
