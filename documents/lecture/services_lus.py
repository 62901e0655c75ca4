"""Le service propriétaire d'un document, d'après ce qu'en disent la ligne, la feuille, l'import."""

import re

from qualepref.socle.importation import Importeur, Ligne, LigneRefusee
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.models import Service, Site

PLUSIEURS = re.compile(r"[/,;+&\n]| et ")
TOUS_LES_SERVICES = re.compile(r"(tous|toutes|ensemble|transvers).*|commune?s?( .*)?")


class Proprietaires:
    """Trouve les services d'un import ; non dit, un document est à la préfecture elle-même."""

    def __init__(self, importeur: Importeur):
        self.annuaire, self.cadre = importeur.annuaire, importeur.cadre

    def de(self, ligne: Ligne) -> Service:
        ecrit = ligne.texte("service")
        if not ecrit or TOUS_LES_SERVICES.fullmatch(normaliser(ecrit)):
            return self._par_defaut(ligne, ecrit)
        try:
            return ligne.service()
        except LigneRefusee:
            premier = PLUSIEURS.split(ecrit)[0].strip()
            if premier == ecrit or not self.annuaire.a_un_service(premier):
                raise
            service = self.annuaire.service(premier, self.cadre.site)[0]
            ligne.avertir("service", f"plusieurs services : à « {service} »", "service_rapproche")
            return service

    def _par_defaut(self, ligne, ecrit) -> Service:
        if self.cadre.service:
            return self.cadre.service
        if not ecrit and "service" in ligne.titres:
            ligne.avertir("service", "service non renseigné", "service_absent")
        try:
            return self.annuaire.situer("", ligne.texte("site"), ligne.feuille, self._site())[0]
        except LieuInconnu as inconnu:
            champ = "site" if ligne["site"] else "service"
            raise LigneRefusee(champ, ligne[champ], str(inconnu), "service_inconnu") from None

    def _site(self) -> Site | None:
        prefectures = (s for s in self.annuaire.sites if s.type == Site.Type.PREFECTURE)
        return self.cadre.site or next(prefectures, None)
