"""Conduire un document : chaque verbe vérifie ce qu'il faut et dit en français ce qui l'empêche."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from documents import circuit, validite
from qualepref.socle import histoire
from qualepref.socle.motifs import exiger
from qualepref.socle.temps import aujourdhui

PROPOSEE = object()  # la caducité que donne la validité du type
DATES_CALCULEES = ("date_preavis", "date_revue")


class Conduite(models.Model):
    """L'état d'un document et ses passages d'un état à l'autre ; les champs sont de Document."""

    TRANSITIONS = circuit.TRANSITIONS

    class Meta:
        abstract = True

    @property
    def derniere_version(self):
        return next(iter(self.versions.all()), None)

    @property
    def version_en_attente(self):
        """La dernière déposée, si elle n'est pas encore entrée en vigueur."""
        derniere = self.derniere_version
        return derniere if derniere and derniere.est_en_attente else None

    def version_en_vigueur(self, le=None):
        """Celle qui vaut (ou valait) ce jour-là, lue parmi les versions déjà chargées."""
        versions = {une.numero: une for une in self.versions.all()}
        periodes = [
            validite.Periode(une.numero, une.en_vigueur_du, une.en_vigueur_au)
            for une in versions.values()
        ]
        return versions.get(validite.en_vigueur_au(periodes, le or aujourdhui()))

    @property
    def dossier(self):
        attente = self.version_en_attente
        return circuit.Dossier(
            etat=self.etat,
            approbation=self.approbation,
            en_attente=attente is not None,
            approuvee=attente is not None and attente.est_approuvee,
            deja_versionne=self.derniere_version is not None,
        )

    @property
    def echeances(self):
        return validite.Echeances(self.date_caducite, self.date_preavis, self.date_revue)

    def situation(self, le=None):
        return validite.situation(self.etat, self.echeances, le or aujourdhui())

    @property
    def situation_en_mots(self):
        return self.SITUATIONS[self.situation()]

    def est_valable(self, le=None):
        """En vigueur, et pas encore caduc ce jour-là."""
        return self.situation(le) in (circuit.EN_VIGUEUR, validite.A_REVISER)

    def ne_vaut_plus(self, le=None):
        return self.situation(le) in (circuit.ARCHIVE, validite.CADUC)

    def dater(self):
        """Ce que les dates et les durées décident : l'annonce de la caducité, la relecture."""
        preavis = self.type.preavis_jours if self.type_id else 0
        self.date_preavis = validite.debut_du_preavis(self.date_caducite, preavis)
        self.date_revue = validite.prochaine_revue(
            self.date_effet, self.date_relecture, self.revue_mois
        )

    @transaction.atomic
    def garder_l_avant(self):
        """Un import n'écrit pas d'histoire : au premier changement, elle garde l'état d'avant,
        au jour de l'inscription. Un dossier de preuves à une date passée s'y fie.
        """
        if not self.pk or self.history.exists():
            return
        avant = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not avant.history.exists():  # un autre acte a pu l'écrire pendant qu'on attendait
            jour = timezone.make_aware(datetime.combine(avant.date_depot, time.min))
            histoire.inscrire(avant, jour)

    # --- Actes ------------------------------------------------------------------------------------

    def commencer(self):
        self._passer(circuit.EN_REDACTION, depuis={circuit.A_REDIGER}, motif="")

    def soumettre(self):
        """À la relecture : il y faut une version à relire."""
        if not self.version_en_attente:
            raise ValidationError("Déposez d'abord la version à relire.")
        self._passer(circuit.EN_RELECTURE, motif="")

    def renvoyer(self, motif):
        motif = exiger(motif, "Dites ce qu'il faut reprendre.")
        self._passer(circuit.EN_REDACTION, depuis={circuit.EN_RELECTURE}, motif=motif)

    def approuver(self, par, le=None):
        """La version qui attend, par une autre personne que son auteur."""
        if not self.dossier.peut_etre_approuve:
            raise ValidationError("Aucune version de ce document n'attend d'approbation.")
        version = self.version_en_attente
        if version.auteur_id == par.pk:
            raise ValidationError("On n'approuve pas la version qu'on a soi-même déposée.")
        version.approbateur, version.date_approbation = par, le or aujourdhui()
        version.save(update_fields=["approbateur", "date_approbation"])
        self.garder_l_avant()
        self._change_reason = f"version {version.numero} approuvée"
        self.save(update_fields=["date_modification"])

    @transaction.atomic
    def mettre_en_vigueur(self, le=None, caducite=PROPOSEE):
        """La version qui attend remplace la précédente, qui valait jusqu'à la veille."""
        le = le or aujourdhui()
        self._exiger_en_vigueur_possible(le)
        if version := self.version_en_attente:
            self._succeder(version, le)
        if caducite is PROPOSEE:
            caducite = validite.proposer_caducite(le, self.type.validite_mois if self.type else 0)
        self._passer(
            circuit.EN_VIGUEUR,
            motif="",
            date_effet=le,
            date_relecture=None,
            date_caducite=caducite,
        )

    def relire(self, le=None):
        """Relu, toujours valable : la prochaine relecture se compte de ce jour."""
        le = le or aujourdhui()
        self._exiger_en_vigueur("la relecture ne se note qu'en vigueur")
        if le > aujourdhui():
            raise ValidationError({"date_relecture": "Cette date est dans le futur."})
        if self.date_effet and le < self.date_effet:
            raise ValidationError({"date_relecture": "Cette date précède la date d'effet."})
        self._ecrire(date_relecture=le)

    @transaction.atomic
    def prolonger(self, date_caducite, motif, *, par=None):
        """Repousse la caducité ; l'ancienne date et la raison se gardent."""
        self._exiger_en_vigueur("sa caducité ne se prolonge pas")
        motif = exiger(motif, "Dites pourquoi la caducité est repoussée.")
        ancienne = self.date_caducite
        if ancienne is None:
            raise ValidationError("Ce document n'a pas de date de caducité : rien à prolonger.")
        limite = max(ancienne, aujourdhui())
        if date_caducite <= limite:
            raise ValidationError(
                {"date_caducite": f"Choisissez une date après le {limite:%d/%m/%Y}."}
            )
        self._ecrire(date_caducite=date_caducite)
        self.prolongations.create(ancienne=ancienne, nouvelle=date_caducite, motif=motif, agent=par)

    @transaction.atomic
    def reprendre(self, motif):
        """Remet en rédaction un document en vigueur ou archivé ; sa version ne vaut plus."""
        motif = exiger(motif, "Dites pourquoi le document est remis en rédaction.")
        en_service = {circuit.EN_VIGUEUR, circuit.ARCHIVE}
        oublies = dict.fromkeys(("date_archivage", "remplace_par", "date_remplacement"))
        self._cesser(aujourdhui())
        self._passer(circuit.EN_REDACTION, depuis=en_service, motif=motif, **oublies)

    @transaction.atomic
    def archiver(self, motif):
        motif = exiger(motif, "Dites pourquoi le document est archivé.")
        self._passer(circuit.ARCHIVE, motif=motif, date_archivage=aujourdhui())
        self._cesser(aujourdhui())

    @transaction.atomic
    def remplacer_par(self, successeur, motif, le=None):
        """Un autre document prend sa place : celui-ci s'archive ce jour-là et mène à lui.

        Déjà archivé, il l'est resté depuis sa date : on dit après coup ce qui l'a remplacé.
        """
        le = le or aujourdhui()
        motif = exiger(motif, "Dites pourquoi le document est remplacé.")
        if self.etat != circuit.ARCHIVE:
            self._exiger_en_vigueur("seul un document en vigueur ou archivé se remplace")
        self._exiger_date_de_remplacement(le)
        if refus := self._refus_du_successeur(successeur):
            raise ValidationError({"successeur": refus})
        if self.etat == circuit.ARCHIVE:
            self._ecrire(motif=motif, remplace_par=successeur, date_remplacement=le)
            return
        self._cesser(le)
        self._passer(
            circuit.ARCHIVE,
            motif=motif,
            date_archivage=le,
            remplace_par=successeur,
            date_remplacement=le,
        )

    # --- Ce qu'ils partagent ----------------------------------------------------------------------

    def _exiger_en_vigueur(self, sinon):
        if self.etat != circuit.EN_VIGUEUR:
            raise ValidationError(f"Ce document est {self.get_etat_display()} : {sinon}.")

    def _exiger_date_de_remplacement(self, le):
        if le > aujourdhui():
            raise ValidationError({"date_remplacement": "Cette date est dans le futur."})
        version = self.version_en_vigueur()
        depuis = max(filter(None, (self.date_effet, version and version.en_vigueur_du)), default=le)
        if le < depuis:
            dit = f"Il n'est en vigueur que depuis le {depuis:%d/%m/%Y}."
            raise ValidationError({"date_remplacement": dit})

    def _refus_du_successeur(self, successeur):
        """Pourquoi ce document ne peut pas prendre sa place ; vide s'il le peut."""
        if successeur.pk == self.pk:
            return "Un document ne se remplace pas lui-même."
        if successeur.departement_id != self.departement_id:
            return "Ce document est celui d'un autre département."
        if successeur.situation() not in (circuit.EN_VIGUEUR, validite.A_REVISER):
            etat = successeur.situation_en_mots
            return f"{successeur.reference} est {etat} : mettez-le d'abord en vigueur."
        return ""

    def _exiger_en_vigueur_possible(self, le):
        if le > aujourdhui():
            raise ValidationError({"date_effet": "Cette date est dans le futur."})
        dossier = self.dossier
        if dossier.peut_entrer_en_vigueur:
            if not dossier.en_attente and not self.emplacement:
                raise ValidationError("Déposez une version, ou dites où se trouve le document.")
            return
        if dossier.approbation and dossier.en_attente:
            raise ValidationError("La version doit d'abord être approuvée.")
        raise ValidationError("Déposez d'abord la version à mettre en vigueur.")

    def _succeder(self, version, le):
        """La précédente vaut jusqu'à la veille ; la nouvelle, depuis ce jour."""
        passees = [une for une in self.versions.all() if not une.est_en_attente]
        avant = max(passees, key=lambda une: une.numero, default=None)
        if avant and avant.en_vigueur_du >= le:
            depuis = f"{avant.en_vigueur_du:%d/%m/%Y}"
            raise ValidationError(
                f"La version {avant.numero} est en vigueur depuis le {depuis} : la suivante prend "
                "effet au plus tôt le lendemain."
            )
        if avant and (avant.en_vigueur_au is None or avant.en_vigueur_au >= le):
            avant.en_vigueur_au = le - timedelta(days=1)
            avant.save(update_fields=["en_vigueur_au"])
        version.en_vigueur_du = le
        version.save(update_fields=["en_vigueur_du"])

    def _cesser(self, le):
        """La version en vigueur vaut encore ce jour-là, et plus ensuite."""
        self.versions.filter(en_vigueur_du__isnull=False, en_vigueur_au=None).update(
            en_vigueur_au=le
        )

    def _passer(self, etat, depuis=None, **champs):
        permis = etat in self.TRANSITIONS[self.etat] and (depuis is None or self.etat in depuis)
        if not permis:
            raise ValidationError(
                f"Ce document est {self.get_etat_display()} : il ne peut pas passer "
                f"« {self.Etat(etat).label} »."
            )
        self._ecrire(etat=etat, **champs)

    @transaction.atomic
    def _ecrire(self, **champs):
        self.garder_l_avant()
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.dater()
        self.validate_constraints()
        self.save(update_fields=[*champs, *DATES_CALCULEES, "date_modification"])
        self.suivre_par_ses_preuves()

    def suivre_par_ses_preuves(self):
        """Les preuves qu'on en a tirées valent ce qu'il vaut désormais."""
        self._meta.get_field("citations").related_model.objects.suivre([self])
