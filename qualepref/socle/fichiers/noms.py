"""Le nom d'un fichier reçu, tel qu'on le garde et le montre."""

import re

NOM_MAX = 200
# Une seconde extension qui se lance : « facture.exe.pdf » devient « facture_exe.pdf ».
_DANGEREUSES = "bat cmd com exe hta htm html js jar lnk msi ps1 scr svg vbs wsf xhtml".split()
_DOUBLE = re.compile(rf"\.({'|'.join(_DANGEREUSES)})(?=\.)", re.IGNORECASE)


def nom_court(nom: str) -> str:
    """Le nom sans dossier ni caractère invisible, raccourci en gardant son extension."""
    nom = nom.replace("\\", "/").rpartition("/")[2]
    nom = "".join(c for c in nom if c.isprintable()).strip(" .") or "sans nom"
    nom = _DOUBLE.sub(r"_\1", nom)
    if len(nom) <= NOM_MAX:
        return nom
    debut, point, extension = nom.rpartition(".")
    if not point:
        return nom[:NOM_MAX]
    return f"{debut[: NOM_MAX - 12]}….{extension[:10]}"


def extension_de(nom: str) -> str:
    """« pdf » pour « Lettre.PDF » ; vide quand le nom n'en porte pas."""
    return nom_court(nom).rpartition(".")[2].lower() if "." in nom_court(nom) else ""
