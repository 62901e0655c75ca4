"""Ce qu'on retient d'un courriel, en valeurs simples."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Adresse:
    """Un correspondant : son nom, s'il le dit, et son adresse en minuscules."""

    nom: str = ""
    adresse: str = ""

    def __str__(self) -> str:
        return f"{self.nom} <{self.adresse}>" if self.nom else self.adresse


@dataclass(frozen=True)
class Fichier:
    """Une pièce du message, telle que l'expéditeur l'a nommée."""

    nom: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True)
class Courriel:
    """Un message lu : ses en-têtes utiles, son texte, ses pièces, et ce qui n'a pu être lu."""

    message_id: str = ""
    fil: tuple[
        str, ...
    ] = ()  # les identifiants des messages auxquels il répond, le plus proche avant
    objet: str = ""
    corps: str = ""
    expediteur: Adresse = Adresse()
    reponse_a: Adresse = Adresse()
    destinataires: tuple[Adresse, ...] = ()
    date_dite: str = ""  # l'en-tête Date, que l'expéditeur écrit comme il veut
    entetes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # noms en minuscules
    genre: str = "text/plain"
    genre_de_rapport: str = ""  # delivery-status, disposition-notification…
    pieces: tuple[Fichier, ...] = ()
    avertissements: tuple[str, ...] = ()
    est_mal_forme: bool = False

    def entete(self, nom: str) -> str:
        """La première valeur de cet en-tête, en minuscules, ou un texte vide."""
        valeurs = self.entetes.get(nom.lower(), ())
        return valeurs[0].strip().lower() if valeurs else ""

    @property
    def contenu(self) -> str:
        """L'empreinte de ce qui est écrit : deux messages de même identifiant s'y comparent."""
        parties = (self.expediteur.adresse, self.objet, self.corps)
        return empreinte("\x1f".join(parties).encode())

    def cle(self, octets: bytes) -> str:
        """Ce qui rend ce message unique dans sa boîte : son identifiant, sinon tout son contenu."""
        return cle_d_identifiant(self.message_id) if self.message_id else empreinte(octets)


def cle_d_identifiant(message_id: str) -> str:
    return empreinte(f"id:{message_id}".encode())


def empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()
