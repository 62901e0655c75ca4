"""Un fichier refusé le dit en une phrase, qui dit aussi quoi faire."""

from qualepref.socle.typographie import insecables

MACROS = (
    "ce fichier contient un programme (des macros). Enregistrez-le sans macros"
    " (.docx, .xlsx, .odt ou .ods), ou en PDF, et recommencez."
)
PROTEGE = (
    "ce fichier est protégé par un mot de passe ou des restrictions. Ouvrez-le, enregistrez-en une"
    " copie sans protection et recommencez."
)
ABIME = (
    "ce fichier est abîmé ou ne se lit pas en entier. Ouvrez-le, enregistrez-le de nouveau"
    " et recommencez."
)
DEMESURE = (
    "ce fichier prend une place démesurée une fois décompressé : il est refusé par précaution."
    " Enregistrez-le de nouveau, ou en PDF, et recommencez."
)
CHEMINS = (
    "ce fichier voudrait écrire hors de son dossier : il est refusé par précaution."
    " Demandez à son auteur de l'enregistrer de nouveau."
)
SANS_PLACE = (
    "Le fichier n'a pas pu être gardé : le disque est plein, ou le stockage ne répond"
    " pas. Rien n'a changé ; prévenez l'administrateur, puis recommencez."
)


class FichierRefuse(Exception):
    """Le fichier n'entre pas ; le message dit pourquoi et quoi faire."""

    def __init__(self, message: str):
        super().__init__(insecables(message))


def autre_type(extension: str) -> FichierRefuse:
    return FichierRefuse(
        f"le contenu n'est pas celui d'un fichier {extension}. Ouvrez-le avec le logiciel qui l'a"
        " produit, enregistrez-le dans un type accepté et recommencez."
    )
