"""Un petit importeur d'essai, sur un vrai modèle : les lieux d'un site, ouverts à une date."""

from qualepref.socle.importation import Importeur, LigneRefusee
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.models import Lieu


class ImporteurDeLieux(Importeur):
    type = "lieux-essai"
    libelle = "Lieux (essai)"
    permission_required = "socle.importer_production"
    champs = (
        Champ("date", "Ouvert le", ("Date d'ouverture",), requis=True),
        Champ("nom", "Lieu", ("Nom du lieu",), requis=True),
        Champ("service", "Service", ("Bureau",)),
    )

    def lire_ligne(self, ligne):
        ligne.lire("date", lire_date, date1904=ligne.date1904, requise=True)
        if not ligne.texte("nom"):
            raise LigneRefusee("nom", None, "le nom du lieu manque", "libelle_absent")
        return Lieu(site=ligne.service().site, nom=ligne.texte("nom"))

    def ranger(self, lignes):
        for ligne in lignes:
            _, cree = Lieu.objects.get_or_create(site=ligne.objet.site, nom=ligne.objet.nom)
            self.rapport.creees += cree
            self.rapport.inchangees += not cree
