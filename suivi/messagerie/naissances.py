"""Ce qui naît d'un courriel : une demande, un signalement, ou une suite à l'un d'eux."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from qualepref.socle.models import Agent
from qualepref.socle.temps import maintenant
from suivi.delais.bareme import calculer_echeances
from suivi.messagerie import automates
from suivi.messagerie.courriel import Courriel, empreinte
from suivi.messagerie.versement import fichier_propre, piece_de_signalement, texte_du_courriel
from suivi.models import BoiteFonctionnelle, Demande, Identite, MessageRecu, NonDue, PieceJointe
from suivi.models.signalements import Signalement
from suivi.reponses import expedition

MAL_FORME = "Le message est mal formé : vérifiez-le dans son original, gardé avec lui."
SANS_ACCUSE = "L'accusé de réception n'est pas parti : {}"
ACCUSES_PAR_JOUR = 3  # au même expéditeur : deux répondeurs ne se parlent pas longtemps
TROP_TARD = timedelta(days=5)


@dataclass(frozen=True)
class Recu:
    """D'où vient le message : sa place dans le dossier et son arrivée sur le serveur."""

    uidvalidite: int
    uid: int
    recu_le: datetime
    taille: int
    octets: bytes = field(default=b"", repr=False)  # vide s'il fut lu par ses parties


class Naissance:
    """Écrit ce qu'un message apporte ; à employer dans la transaction qui inscrit le message."""

    boite: BoiteFonctionnelle
    courriel: Courriel
    recu: Recu
    message: MessageRecu
    fichiers: list[str]  # ceux qu'on a écrits, à reprendre si la transaction échoue

    # --- Une suite ------------------------------------------------------------------------------

    def _rattacher(self, suite) -> None:
        self.message.etat = MessageRecu.Etat.RATTACHE
        self._dire_les_avertissements()
        if isinstance(suite, Signalement):
            self.message.signalement = suite
            suite.description += f"\n\nLe {self._quand()}, son auteur ajoute :\n{self._corps()}"
            suite.save(update_fields=["description"])
            return
        self.message.demande = suite
        self._joindre_tout(suite)
        connu = Identite.objects.filter(demande=suite).first()
        meme = connu and self.courriel.expediteur.adresse in connu.coordonnees.lower()
        qui = "l'usager a écrit de nouveau" if meme else "une suite est arrivée"
        noter(suite, f"Le {self._quand()}, {qui} : voir les pièces jointes.")

    # --- Une demande ----------------------------------------------------------------------------

    def _inscrire(self) -> None:
        quand, expediteur = timezone.localtime(self.recu.recu_le), self.courriel.expediteur
        demande = Demande(
            service=self.boite.service,
            registre=self.boite.registre,
            nature=self.boite.nature,
            canal=self.boite.canal,
            objet=self.courriel.objet[:1000] or "Sans objet",
            date_arrivee=quand.date(),
            heure_arrivee=quand.time().replace(microsecond=0),
            reponse_non_due="" if expediteur.adresse else NonDue.SANS_ADRESSE,
            cle_doublon=empreinte(f"{self.boite.pk}:{self.message.cle}".encode()),
        )
        demande._change_reason = f"reprise de la boîte {self.boite.adresse}"
        calculer_echeances([demande])
        demande.save()
        self._nommer(demande)
        self.message.etat, self.message.motif = MessageRecu.Etat.REPRIS, ""
        self.message.demande = demande
        self._dire_les_avertissements()
        self._joindre_tout(demande)
        self._accuser(demande)

    def _accuser(self, demande: Demande) -> None:
        """Une fois, avec la demande ; jamais à une machine, ni à un message d'un autre temps."""
        ancien = maintenant() - self.recu.recu_le > TROP_TARD
        if not self.boite.accuse or ancien or not automates.accepte_un_accuse(self.courriel):
            return
        if MessageRecu.objects.repris_du_meme(self.message).count() >= ACCUSES_PAR_JOUR:
            self.message.avertissements += [SANS_ACCUSE.format("trop de messages du même jour.")]
            return
        try:
            expedition.accuser_reception(demande=demande, modele=self.boite.modele_accuse)
        except ValidationError as refus:
            self.message.avertissements += [SANS_ACCUSE.format(" ".join(refus.messages))]

    def _nommer(self, demande: Demande) -> None:
        expediteur, reponse_a = self.courriel.expediteur, self.courriel.reponse_a.adresse
        adresses = dict.fromkeys(filter(None, (expediteur.adresse, reponse_a)))
        if adresses:
            coordonnees = "\n".join(adresses)
            Identite.objects.create(demande=demande, nom=expediteur.nom, coordonnees=coordonnees)

    def _joindre_tout(self, demande: Demande) -> None:
        """Le texte, les pièces, et l'original quand il est mal formé."""
        nom = f"Courriel du {timezone.localtime(self.recu.recu_le):%d-%m-%Y à %Hh%M}.txt"
        self._joindre(demande, nom, texte_du_courriel(self.courriel, self._quand()).encode())
        for piece in self.courriel.pieces:
            self._joindre(demande, piece.nom, piece.octets)
        if self.courriel.est_mal_forme and self.recu.octets:
            self._joindre(demande, "Message original.eml", self.recu.octets)

    def _joindre(self, demande, nom, octets) -> None:
        fichier = fichier_propre(nom, octets)
        if not PieceJointe.objects.contient(demande, fichier):
            joindre = PieceJointe.objects.joindre_ou_retrouver
            piece, neuve = joindre(demande, fichier, le=self.recu.recu_le)
            if neuve:
                self.fichiers.append(piece.fichier.name)

    # --- Un signalement -------------------------------------------------------------------------

    def _signaler(self) -> None:
        signalement = Signalement(
            departement=self.boite.departement,
            service=None,
            canal=Signalement.Canal.BOITE_QUALITE,
            nature=Signalement.Nature.DYSFONCTIONNEMENT,
            description=self._corps(),
            date_depot=timezone.localtime(self.recu.recu_le).date(),
            auteur=self._auteur(),
        )
        self._dire_les_avertissements()
        if piece := piece_de_signalement(self.courriel):
            signalement.piece = piece
        Signalement.objects.deposer(signalement)
        self.fichiers += filter(None, [signalement.piece.name])
        self.message.etat, self.message.motif = MessageRecu.Etat.REPRIS, ""
        self.message.signalement = signalement
        if self.courriel.pieces[1:] or (self.courriel.pieces and not piece):
            self.message.avertissements += ["Un signalement ne porte qu'une photo ou un PDF."]
            self._garder_le_brut()

    def _corps(self) -> str:
        parties = (self.courriel.objet, self.courriel.corps)
        return "\n\n".join(filter(None, parties)) or "Message sans texte."

    def _auteur(self) -> Agent | None:
        """L'agent du département dont c'est l'adresse, s'il est seul à la porter."""
        adresse = self.courriel.expediteur.adresse
        memes = Agent.objects.actifs().filter(
            departement=self.boite.departement_id, email__iexact=adresse
        )
        trouves = list(memes[:2]) if adresse else []
        return trouves[0] if len(trouves) == 1 else None

    # --- Commun ---------------------------------------------------------------------------------

    def _dire_les_avertissements(self) -> None:
        mal_forme = [MAL_FORME] if self.courriel.est_mal_forme else []
        self.message.avertissements = [*self.courriel.avertissements, *mal_forme]
        self.message.original_a_garder = not self.recu.octets

    def _garder_le_brut(self) -> None:
        if self.recu.octets and not self.message.brut:
            self.message.brut.save("brut", ContentFile(self.recu.octets), save=False)
            self.fichiers.append(self.message.brut.name)

    def _quand(self) -> str:
        return f"{timezone.localtime(self.recu.recu_le):%d/%m/%Y à %H h %M}"


def noter(demande: Demande, phrase: str) -> None:
    """Ajoute une ligne aux observations de la demande, verrouillée le temps de l'écrire."""
    verrouillee = Demande.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    verrouillee.observations = f"{verrouillee.observations}\n{phrase}".strip()
    verrouillee._change_reason = phrase
    verrouillee.save(update_fields=["observations"])
