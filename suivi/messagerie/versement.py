"""Ce qu'on verse à une demande : le courriel en texte simple, ses pièces, son original."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from qualepref.socle.pieces import IMAGES, sans_metadonnees, verifier_piece
from suivi.messagerie.courriel import Courriel

PIECES_DE_SIGNALEMENT = ("pdf", *IMAGES)


def texte_du_courriel(courriel: Courriel, quand: str) -> str:
    """Ce qu'on lit en ouvrant le message, en texte simple."""
    lignes = [
        f"De : {courriel.expediteur}",
        f"À : {', '.join(map(str, courriel.destinataires))}",
        f"Reçu le : {quand}",
        f"Objet : {courriel.objet}",
    ]
    return "\n".join(lignes) + f"\n\n{courriel.corps or '(message sans texte)'}\n"


def fichier_propre(nom: str, octets: bytes):
    """La pièce prête à joindre ; une image perd ses métadonnées si elle s'ouvre."""
    fichier = SimpleUploadedFile(nom, octets)
    fichier.name = nom  # SimpleUploadedFile l'abrège à sa façon
    try:
        return sans_metadonnees(fichier)
    except ValidationError:
        fichier.seek(0)
        return fichier


def piece_de_signalement(courriel: Courriel):
    """La première pièce qu'un signalement peut porter, ou None."""
    for piece in courriel.pieces:
        try:
            fichier = SimpleUploadedFile(piece.nom, piece.octets)
            return sans_metadonnees(verifier_piece(fichier, PIECES_DE_SIGNALEMENT))
        except ValidationError:
            continue
    return None
