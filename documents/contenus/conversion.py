"""La copie en PDF d'un document de bureautique, par LibreOffice quand la machine l'a.

Le document vient de n'importe qui : LibreOffice tourne dans un dossier jetable, sans macros, sans
aller chercher ce que le document cite, et s'arrête au bout du délai avec tout ce qu'il a lancé.
"""

import os
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

CONVERTIBLES = ("docx", "doc", "odt", "xlsx", "xls", "ods", "pptx", "ppt", "odp")
DELAI = 120  # secondes
PDF_MAXIMAL = 50 * 1024 * 1024  # octets
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>"
)
_REGLAGES = [
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
]
_PROFIL = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*reglage) for reglage in _REGLAGES)
    + "</oor:items>"
)


def en_pdf(fichier, extension: str, delai: float = DELAI) -> bytes:
    """Les octets du PDF ; vide sans LibreOffice, pour un autre type, ou s'il n'y parvient pas."""
    if not settings.SOFFICE or extension not in CONVERTIBLES:
        return b""
    with TemporaryDirectory(prefix="qualepref-pdf-") as dossier:
        source = Path(dossier, f"document.{extension}")
        with source.open("wb") as copie:
            for morceau in fichier.chunks():
                copie.write(morceau)
        _poser_le_profil(Path(dossier, "profil"))
        _convertir(source, delai)
        pdf = source.with_suffix(".pdf")
        produit = pdf.is_file() and 0 < pdf.stat().st_size <= PDF_MAXIMAL
        return pdf.read_bytes() if produit else b""


def _poser_le_profil(profil: Path) -> None:
    (profil / "user").mkdir(parents=True)
    (profil / "user" / "registrymodifications.xcu").write_text(_PROFIL, encoding="utf-8")


def _convertir(source: Path, delai: float) -> None:
    dossier, rien = source.parent, subprocess.DEVNULL
    commande = [
        settings.SOFFICE,
        f"-env:UserInstallation={(dossier / 'profil').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "pdf", "--outdir", str(dossier), str(source)),
    ]
    milieu = {"PATH": os.environ.get("PATH", ""), "HOME": str(dossier), "LANG": "fr_FR.UTF-8"}
    lance = subprocess.Popen(
        commande,
        cwd=dossier,
        env=milieu,
        stdin=rien,
        stdout=rien,
        stderr=rien,
        start_new_session=True,
    )
    try:
        lance.wait(delai)
    except subprocess.TimeoutExpired:
        os.killpg(lance.pid, signal.SIGKILL)  # soffice lance soffice.bin, qui lui survivrait
        lance.wait()
