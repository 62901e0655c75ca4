"""Traiter un signalement : chaque verbe vérifie ce qu'il faut et dit ce qui l'empêche."""

from django.core.exceptions import ValidationError
from django.db import models, transaction

from engagements.models import Action
from engagements.proposition import proposer_action
from qualepref.socle.motifs import exiger
from qualepref.socle.temps import aujourdhui
from suivi import circuit


class Traitement(models.Model):
    """L'état d'un signalement et ses passages ; les champs sont ceux de Signalement."""

    TRANSITIONS = circuit.TRANSITIONS

    class Meta:
        abstract = True

    @property
    def est_ouvert(self):
        return self.etat in circuit.OUVERTS

    def peut_passer_a(self, etat):
        return etat in self.TRANSITIONS[self.etat]

    def trier(self, **tri):
        """Pris en charge : sa nature, son lieu, son engagement ; déjà trié, se corrige."""
        if self.etat == circuit.RECU:
            tri["etat"] = circuit.EN_COURS
        self._exiger_ouvert()
        self._ecrire(**tri)

    def repondre(self, reponse):
        """La réponse que lira l'auteur ; une seconde remplace la première."""
        reponse = exiger(reponse, "Écrivez la réponse que lira l'auteur.", "reponse")
        jour = aujourdhui()
        self._passer(circuit.REPONDU, reponse=reponse, date_reponse=jour, a_lire=True)

    def classer(self, motif):
        motif = exiger(motif, "Dites à l'auteur pourquoi son signalement est sans suite.")
        self._passer(circuit.CLASSE, motif=motif, date_cloture=aujourdhui(), a_lire=True)

    def clore(self):
        self._passer(circuit.CLOS, date_cloture=aujourdhui())

    def rouvrir(self):
        """Reprend son cours ; la réponse et le motif déjà lus restent écrits."""
        if self.est_ouvert:
            raise ValidationError("Ce signalement n'est pas terminé : il n'y a rien à rouvrir.")
        self._passer(circuit.EN_COURS, date_cloture=None)

    @transaction.atomic
    def proposer(self, intitule, chiffres="", service=None):
        """Propose au plan une action qui en naît ; l'auteur en est averti."""
        if self.action_id:
            raise ValidationError(f"Une action est déjà proposée : « {self.action.intitule} ».")
        self._exiger_ouvert()
        action = proposer_action(
            departement=self.departement,
            origine=Action.Origine.SIGNALEMENT,
            intitule=intitule,
            chiffres=chiffres,
            engagements=[self.engagement] if self.engagement_id else [],
            service=service,
        )
        suite = {"etat": circuit.EN_COURS} if self.etat == circuit.RECU else {}
        self._ecrire(action=action, a_lire=True, **suite)
        return action

    def nommer(self):
        """L'auteur permet que son nom soit dit au service."""
        self._sans_trace(nom_dicible=True)

    def taire(self):
        self._sans_trace(nom_dicible=False)

    def marquer_lu(self):
        self._sans_trace(a_lire=False)

    def _sans_trace(self, **champs):
        """Ce que fait l'auteur ne va pas à l'historique : il dirait qui, donc son nom."""
        type(self).objects.filter(pk=self.pk).update(**champs)

    def _exiger_ouvert(self):
        if not self.est_ouvert:
            etat = self.get_etat_display()
            raise ValidationError(f"Ce signalement est {etat} : rouvrez-le d'abord.")

    def _passer(self, etat, **champs):
        if not self.peut_passer_a(etat):
            raise ValidationError(
                f"Ce signalement est {self.get_etat_display()} : il ne peut pas devenir "
                f"{self.Etat(etat).label}."
            )
        self._ecrire(etat=etat, **champs)

    def _ecrire(self, **champs):
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.placer()
        self.validate_constraints()
        self.save(update_fields=[*champs, "site"])
