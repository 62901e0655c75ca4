"""Le service pilote d'une action, d'après ce qu'en disent la ligne, l'intertitre et la feuille."""

import re
from collections.abc import Iterable

from engagements.lecture.actions_rangees import Lue
from qualepref.socle.importation import Faute, Importeur, Ligne, LigneRefusee
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.valeurs import lire_texte, normaliser
from qualepref.socle.models import Service

PLUSIEURS = re.compile(r"[/,;+&\n]| et ")
DEBUT = re.compile(
    r"^(?:services?|pilotes?|responsables?|bureaux?|directions?|entité|structure)"
    r"(?: pilote| responsable| chargé)?\s*(?::|\s[-–])\s*",
    re.IGNORECASE,
)
TOUS_LES_SERVICES = re.compile(r"(tous|toutes|ensemble|transvers).*")


class PilotesDesActions:
    """Trouve les services pilotes d'un import ; absent, le service reste à dire."""

    def __init__(self, importeur: Importeur):
        self.annuaire, self.cadre = importeur.annuaire, importeur.cadre
        self.rapport = importeur.rapport

    def lire(self, ligne: Ligne, lue: Lue) -> None:
        """Absent, il reste à dire ; « Pilote » tient lieu de service quand il en nomme un."""
        ecrit = ligne.texte("service")
        if not ecrit or TOUS_LES_SERVICES.fullmatch(normaliser(ecrit)):
            lue.dire(service=self._par_defaut(ligne, ecrit))
            return
        try:
            lue.dire(service=ligne.service())
        except LigneRefusee:
            premier = PLUSIEURS.split(ecrit)[0].strip()
            service = premier != ecrit and self.nommer(premier)
            if not service:
                raise
            ligne.avertir("service", f"plusieurs services : « {service} » est pilote", "service")
            lue.dire(service=service)

    def sections(self, feuille, numeros: Iterable[int]) -> dict[int, Service | None]:
        """Le service que nomme chaque intertitre ; None : le précédent ne vaut plus."""
        textes = {
            numero: next((lire_texte(v) for v in feuille.lignes[numero - 1] if v is not None), "")
            for numero in numeros
        }
        nommes = {
            numero: self.nommer(DEBUT.sub("", texte).rstrip(" :"))
            for numero, texte in textes.items()
        }
        for numero, service in nommes.items():
            if service is None and any(nommes.values()):
                self._avertir(feuille, numero, textes[numero])
        return nommes

    def _avertir(self, feuille, numero, texte):
        message = "cet intertitre ne nomme pas un service connu : pilote à dire pour ce qui suit"
        faute = Faute(feuille.nom, numero, "", texte, message, "intertitre")
        self.rapport.avertissements.append(faute)

    def nommer(self, texte: str) -> Service | None:
        try:
            return self.annuaire.service(texte)[0] if texte else None
        except LieuInconnu:
            return None

    def _par_defaut(self, ligne, ecrit) -> Service | None:
        if ecrit:
            ligne.avertir("service", "action de tous les services : pilote à dire", "service")
            return None
        nommes = [self.nommer(ligne.texte("pilote")), ligne.section, self.nommer(ligne.feuille)]
        site = self.annuaire.site(ligne.texte("site")) or self.cadre.site
        return (
            next(filter(None, nommes), None)
            or self.cadre.service
            or (site and self.annuaire.racine(site))
        )
