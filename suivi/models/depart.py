"""Faire partir une réponse : chaque verbe verrouille, vérifie, et dit ce qui l'empêche.

La demande se verrouille avant la réponse : deux personnes qui répondent à la même se suivent.
"""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from qualepref.socle.temps import aujourdhui, maintenant
from suivi.models.demandes import Demande
from suivi.models.modeles_reponse import Usage
from suivi.models.reglages import ReglageReponses
from suivi.reponses import circuit, fusion

CHANGEE = "Ce texte a changé depuis que vous l'avez ouvert : relisez-le, puis recommencez."


class Depart(models.Model):
    """Le circuit d'une réponse ; les champs sont ceux de Reponse."""

    class Meta:
        abstract = True

    # --- Écrire et relire ----------------------------------------------------------------------

    @transaction.atomic
    def recrire(self, agent, tour=None, **champs):
        """Enregistre le texte et revient au brouillon : ce qui était relu ne l'est plus."""
        self._verrouiller(tour)
        if self.etat not in circuit.MODIFIABLES:
            raise ValidationError(
                f"Cette réponse est {self.get_etat_display()} : elle ne change plus."
            )
        self._ecrire(
            **champs,
            etat=circuit.BROUILLON,
            relue_par=None,
            relue_le=None,
            modifiee_par=agent,
            modifiee_le=maintenant(),
        )

    @transaction.atomic
    def soumettre(self, agent, tour=None):
        self._verrouiller(tour)
        self._exiger_prete()
        self._passer(circuit.A_RELIRE, note_relecture="")

    @transaction.atomic
    def approuver(self, agent, tour=None):
        self._relire(agent, tour)
        self._passer(circuit.RELUE, relue_par=agent, relue_le=maintenant(), note_relecture="")

    @transaction.atomic
    def refuser(self, agent, note, tour=None):
        if not note.strip():
            raise ValidationError({"note": "Dites ce qui est à reprendre."})
        self._relire(agent, tour)
        self._passer(circuit.REFUSEE, note_relecture=note.strip())

    def _relire(self, agent, tour):
        self._verrouiller(tour)
        if self.est_ecrite_par(agent):
            raise ValidationError("Vous avez écrit cette réponse : une autre personne la relit.")

    def est_ecrite_par(self, agent):
        return agent.pk in (self.redigee_par_id, self.modifiee_par_id)

    @transaction.atomic
    def jeter(self, agent, tour=None):
        """Abandonne un texte qui n'est jamais parti."""
        self._verrouiller(tour)
        if self.etat not in circuit.MODIFIABLES:
            raise ValidationError(f"Cette réponse est {self.get_etat_display()} : elle se garde.")
        self.delete()

    # --- Partir --------------------------------------------------------------------------------

    @transaction.atomic
    def partir(self, agent=None, tour=None):
        """Confie le courriel à la file ; de deux envois simultanés, le second est refusé."""
        self._verrouiller(tour)
        if self.etat == circuit.EN_ENVOI:
            raise ValidationError(f"L'envoi est déjà en cours, demandé par {self.demandee_par}.")
        self._exiger_prete()
        self._passer(
            circuit.EN_ENVOI,
            demandee_par=agent,
            demandee_le=timezone.now(),
            depart_le=None,
            erreur="",
        )

    def prendre_le_depart(self) -> bool:
        """Vrai pour un seul worker : c'est lui qui envoie, et personne après lui."""
        libre = type(self).objects.filter(pk=self.pk, etat=circuit.EN_ENVOI, depart_le=None)
        pris = libre.update(depart_le=timezone.now())
        if pris:
            self.refresh_from_db()
        return bool(pris)

    @transaction.atomic
    def constater_l_envoi(self):
        self._verrouiller()
        self._passer(circuit.ENVOYEE, date_envoi=aujourdhui(), erreur="")
        self._le_dire_a_la_demande()

    @transaction.atomic
    def constater_l_echec(self, phrase):
        self._verrouiller()
        if self.etat == circuit.EN_ENVOI:
            self._passer(circuit.ECHOUEE, erreur=phrase, depart_le=None)

    @transaction.atomic
    def remettre(self, agent, pdf, tour=None):
        """Le courrier imprimé part à l'affranchissement ; son PDF est gardé tel quel."""
        self._verrouiller(tour)
        self._exiger_prete()
        self.fichier.save("courrier.pdf", ContentFile(pdf), save=False)
        self._passer(
            circuit.REMISE,
            demandee_par=agent,
            demandee_le=timezone.now(),
            date_envoi=aujourdhui(),
            fichier=self.fichier,
            empreinte=sha256(pdf).hexdigest(),
        )
        self._le_dire_a_la_demande()

    # --- Ce qu'il faut pour partir -------------------------------------------------------------

    @property
    def a_relire_avant(self) -> bool:
        """Le département veut un second regard ; un accusé automatique n'a personne à relire."""
        reglages = ReglageReponses.objects.filter(departement=self.demande.departement_id)
        return not self.automatique and reglages.filter(relecture=True).exists()

    def manques(self) -> list[str]:
        """Ce qui empêche de partir, en phrases ; vide si tout y est."""
        textes = [getattr(self, nom) for nom in self.TEXTES]
        phrases = fusion.restes(textes).phrases()
        if not self.texte.strip():
            phrases.append("Le texte est vide.")
        if self.est_courriel and not self.courriel:
            phrases.append("Il manque l'adresse électronique où envoyer le courriel.")
        if not self.est_courriel and not self.destinataire.strip():
            phrases.append("Il manque le nom et l'adresse du destinataire.")
        return [*phrases, *self._empechements()]

    def _empechements(self):
        """Ce que la demande est devenue, et qui rend cette réponse sans objet."""
        demande, jour = self.demande, "{:%d/%m/%Y}".format
        if demande.date_retrait:
            yield f"La demande est retirée depuis le {jour(demande.date_retrait)}."
        elif self.usage == Usage.ACCUSE and demande.date_accuse:
            yield f"L'accusé de réception est déjà parti le {jour(demande.date_accuse)}."
        elif self.usage == Usage.REPONSE and demande.date_reponse and not self.complement:
            yield (
                f"Une réponse sur le fond est déjà partie le {jour(demande.date_reponse)} : dites "
                "dans le brouillon que celle-ci la complète, ou jetez-le."
            )
        elif self.usage in (Usage.ATTENTE, Usage.TRANSMISSION) and not demande.est_ouverte:
            yield f"La demande est {demande.get_etat_display()} : il n'y a plus à faire attendre."

    def _exiger_prete(self):
        if manques := self.manques():
            raise ValidationError(manques)

    # --- Écriture ------------------------------------------------------------------------------

    def _verrouiller(self, tour=None):
        """Relit la demande puis la réponse, verrouillées ; refuse si le texte lu n'est plus là."""
        Demande.objects.select_for_update(of=("self",)).get(pk=self.demande_id)
        reponses = type(self).objects.select_for_update(of=("self",))
        if not reponses.filter(pk=self.pk).exists():
            raise ValidationError("Cette réponse vient d'être jetée.")
        self.refresh_from_db(from_queryset=reponses)
        if tour is not None and tour != self.tour:
            raise ValidationError(CHANGEE, code="change")

    def _passer(self, etat, **champs):
        if etat not in circuit.suites(self.etat, self.a_relire_avant):
            libelle, vise = self.get_etat_display(), self.Etat(etat).label
            if etat in circuit.TRANSITIONS[self.etat]:
                raise ValidationError("Une autre personne doit relire cette réponse avant l'envoi.")
            raise ValidationError(f"Cette réponse est {libelle} : elle ne peut pas être {vise}.")
        self._ecrire(etat=etat, **champs)

    def _ecrire(self, **champs):
        for nom, valeur in champs.items():
            setattr(self, nom, valeur)
        self.tour += 1
        self.validate_constraints()
        self.save(update_fields=[*champs, "tour"])

    def _le_dire_a_la_demande(self):
        """Un accusé n'est jamais une réponse. Partie pour de bon, un refus ne la rappelle pas."""
        self.demande._history_user = self.demandee_par  # et non le worker
        self.demande._change_reason = f"{self.get_usage_display()} ({self.get_etat_display()})"
        try:
            with transaction.atomic():
                VERBES[self.usage](self.demande, self)
        except ValidationError as refus:
            self.avertissement = " ".join(refus.messages)
            self.save(update_fields=["avertissement"])


def _accuser(demande, accuse):
    demande.accuser(accuse.date_envoi, accuse.demandee_par)


def _faire_attendre(demande, attente):
    demande.faire_attendre(attente.date_envoi, attente.demandee_par)


def _repondre(demande, reponse):
    """La première date compte : un complément n'avance ni ne recule rien."""
    if demande.date_reponse is None:
        demande.repondre(reponse.date_envoi, reponse.demandee_par)


def _transmettre(demande, transmission):
    """À une autre administration : ce n'est pas un transfert, la demande reste au service."""
    if demande.date_transmission is None:
        demande.date_transmission = transmission.date_envoi
        demande.validate_constraints()
        demande.save(update_fields=["date_transmission", "site", "departement"])


VERBES = {
    Usage.ACCUSE: _accuser,
    Usage.ATTENTE: _faire_attendre,
    Usage.REPONSE: _repondre,
    Usage.TRANSMISSION: _transmettre,
}
