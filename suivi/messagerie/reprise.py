"""Un message lu devient une demande, un signalement ou une suite : en une transaction, une fois."""

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from qualepref.socle.temps import maintenant
from suivi.messagerie import automates, fil
from suivi.messagerie.courriel import Courriel, cle_d_identifiant, empreinte
from suivi.messagerie.naissances import Naissance, Recu, noter
from suivi.models import BoiteFonctionnelle, Demande, MessageRecu
from suivi.models.pieces import retirer_les_fichiers
from suivi.models.signalements import Signalement

DEBUT = 200_000  # octets où chercher, dans un avis de non-remise, le message dont il parle


class Reprise(Naissance):
    """Ce que devient un message ; rien n'en reste, fichiers compris, si la transaction échoue."""

    def __init__(self, boite, courriel: Courriel, recu: Recu, message=None, forcee=False):
        self.boite, self.courriel, self.recu = boite, courriel, recu
        self.message, self.forcee = message, forcee
        self.fichiers: list[str] = []

    def executer(self) -> MessageRecu:
        """Lève IntegrityError si un autre worker vient de reprendre le même message."""
        try:
            with transaction.atomic():
                return self._reprendre()
        except BaseException:
            retirer_les_fichiers(self.fichiers)
            raise

    def _reprendre(self) -> MessageRecu:
        if (deja := self._deja_connu()) is not None:
            return deja
        self.message.save()  # d'abord : c'est sa clé qui interdit un second passage
        motif = "" if self.forcee else self._motif()
        if motif:
            self._ecarter(motif)
        elif suite := None if self.forcee else self._suite():
            self._rattacher(suite)
        elif self.boite.cible == BoiteFonctionnelle.Cible.SIGNALEMENTS:
            self._signaler()
        else:
            self._inscrire()
        self.message.save()
        return self.message

    # --- Connu ou non ---------------------------------------------------------------------------

    def _deja_connu(self) -> MessageRecu | None:
        """Le message déjà en base, ou None et `self.message` prêt à s'écrire."""
        cle, connu = self._cle()
        if self.message is not None:
            return self._deja_repris(cle if connu is None else self.message.cle)
        if connu and connu.uid == self.recu.uid and connu.uidvalidite == self.recu.uidvalidite:
            return connu  # un autre worker vient de le reprendre
        if connu and connu.uidvalidite != self.recu.uidvalidite:
            connu.uidvalidite, connu.uid = self.recu.uidvalidite, self.recu.uid
            connu.save(update_fields=["uidvalidite", "uid"])
            return connu  # le serveur a refait son dossier : c'est le même message
        self.message = MessageRecu(boite=self.boite, cle=cle, contenu=self.courriel.contenu)
        self.message.repris_le = maintenant()
        self._dire_d_ou_il_vient()
        for nom in ("uidvalidite", "uid", "recu_le", "taille"):
            setattr(self.message, nom, getattr(self.recu, nom))
        if connu:
            self.message.cle = empreinte(f"{cle}:{self.recu.uidvalidite}:{self.recu.uid}".encode())
            self.message.demande, self.message.signalement = connu.demande, connu.signalement
            self.message.etat, self.message.motif = "ecarte", MessageRecu.Motif.DOUBLON
            self.message.save()
            return self.message
        return None

    def _deja_repris(self, cle: str) -> MessageRecu | None:
        """Le message rejoué, si un autre l'a repris entre-temps."""
        verrouille = MessageRecu.objects.select_for_update(of=("self",)).get(pk=self.message.pk)
        if verrouille.etat in (MessageRecu.Etat.REPRIS, MessageRecu.Etat.RATTACHE):
            return verrouille
        self.message.cle, self.message.contenu = cle, self.courriel.contenu
        self._dire_d_ou_il_vient()
        self.message.erreur, self.message.range = "", False
        return None

    def _cle(self) -> tuple[str, MessageRecu | None]:
        """Un identifiant repris pour un autre contenu (formulaires mal faits) ne perd rien."""
        cle = self.courriel.cle(self.recu.octets or repr(self.recu).encode())
        connu = self.boite.messages.filter(cle=cle).first()
        if connu and connu.contenu and connu.contenu != self.courriel.contenu:
            cle = empreinte(f"{cle}{self.courriel.contenu}".encode())
            connu = self.boite.messages.filter(cle=cle).first()
        return cle, connu

    def _dire_d_ou_il_vient(self) -> None:
        self.message.message_id = self.courriel.message_id
        if adresse := self.courriel.expediteur.adresse:
            empreinte_salee = salted_hmac("suivi.expediteur", adresse, algorithm="sha256")
            self.message.expediteur = empreinte_salee.hexdigest()

    # --- Ni demande, ni signalement -------------------------------------------------------------

    def _motif(self) -> str:
        departement = self.boite.departement
        nos_adresses = BoiteFonctionnelle.objects.adresses_du(departement)
        ailleurs = self._repris_par_une_autre_boite()
        if ailleurs is not None:
            self.message.demande, self.message.signalement = ailleurs.demande, ailleurs.signalement
            return MessageRecu.Motif.DOUBLON
        return automates.motif_d_ecart(
            self.courriel,
            nos_adresses=nos_adresses | {settings.DEFAULT_FROM_EMAIL.lower()},
            est_de_nous=fil.reponse_du_fil([self.courriel.message_id]) is not None,
            par_formulaire=self.boite.par_formulaire,
        )

    def _repris_par_une_autre_boite(self) -> MessageRecu | None:
        if not self.courriel.message_id:
            return None
        autre = MessageRecu.objects.du_fil(self.boite, [self.message.cle])
        return autre if autre and autre.contenu == self.courriel.contenu else None

    def _ecarter(self, motif: str) -> None:
        self.message.etat, self.message.motif = MessageRecu.Etat.ECARTE, motif
        if motif == automates.NON_REMISE and (demande := self._demande_non_remise()):
            self.message.demande = demande
            noter(demande, f"Le {self._quand()}, un envoi à l'usager n'a pas pu être remis.")
        if motif != MessageRecu.Motif.DOUBLON:
            self._garder_le_brut()

    def _demande_non_remise(self) -> Demande | None:
        texte = self.recu.octets[:DEBUT].decode("latin-1") + self.courriel.corps[:DEBUT]
        cites = (trouve.group() for trouve in fil.FORME.finditer(texte))
        return self._demande_du_fil([*self.courriel.fil, *cites])

    def _demande_du_fil(self, identifiants) -> Demande | None:
        """La demande de l'un de nos envois, si elle est bien du département de la boîte."""
        reponse = fil.reponse_du_fil(identifiants)
        est_d_ici = reponse and reponse.demande.departement_id == self.boite.departement_id
        return reponse.demande if est_d_ici else None

    # --- Une suite ------------------------------------------------------------------------------

    def _suite(self) -> Demande | Signalement | None:
        """Ce à quoi il répond : l'un de nos envois, ou un message déjà repris."""
        if demande := self._demande_du_fil(self.courriel.fil):
            return demande
        cles = [cle_d_identifiant(identifiant) for identifiant in self.courriel.fil]
        repris = MessageRecu.objects.du_fil(self.boite, cles) if cles else None
        return (repris.demande or repris.signalement) if repris else None
