"""Verser un lot de fichiers : chacun va au document dont son nom porte la référence."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from documents import circuit
from documents.lecture.lots import FEUILLE, TITRE, Lot, Piece, ouvrir_le_lot
from documents.lecture.noms_de_fichiers import index_des_references, rapprocher
from documents.models import Document, VersionDocument
from qualepref.socle.fichiers.contenus import sha256, type_reconnu
from qualepref.socle.fichiers.noms import nom_court
from qualepref.socle.importation import Importeur, ImportRefuse, Ligne, LigneRefusee
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.pieces import DOCUMENTS, verifier_piece
from qualepref.socle.temps import maintenant

FICHIER = Champ(cle="fichier", libelle=TITRE, requis=True, libre=True)
TAILLE_MAXIMALE = 50 * 1024 * 1024  # octets, pour chacun
COMPLETE, NOUVELLE, CONNUE = "complete", "nouvelle", "connue"
SUITES = {
    COMPLETE: "fichier de la version {numero}",
    NOUVELLE: "nouvelle version {numero}, en attente",
    CONNUE: "déjà versé, à l'identique",
}


@dataclass
class Versement:
    """Ce qu'on ferait d'un fichier : à quel document, sous quelle version."""

    piece: Piece
    document: Document
    suite: str
    numero: int

    @property
    def en_mots(self) -> str:
        return SUITES[self.suite].format(numero=self.numero)


class ImporteurDeFichiers(Importeur):
    libelle = "Fichiers des documents"
    permission_required = "socle.importer_production"
    champs = (FICHIER,)
    ouvrir = staticmethod(ouvrir_le_lot)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        documents = Document.objects.filter(departement=self.cadre.departement)
        documents = documents.prefetch_related("versions")
        self.documents = {document.reference: document for document in documents}
        self.index = index_des_references(self.documents)
        self.pris: dict[str, str] = {}

    def lignes(self, lot: Lot) -> Iterator[Ligne]:
        self.fichiers = []
        self.rapport.feuilles.append(
            {
                **{"nom": FEUILLE, "reconnue": True, "titres": [TITRE], "fichiers": self.fichiers},
                **{"colonnes": {"fichier": TITRE}, "ignorees": {}, "introuvables": {}},
            }
        )
        for rang, piece in enumerate(lot.pieces, 2):
            ligne = Ligne(self, FEUILLE, rang, {"fichier": piece.chemin}, {"fichier": TITRE})
            ligne.piece = piece
            yield ligne

    def lire_ligne(self, ligne: Ligne) -> Versement:
        rapproche = rapprocher(ligne.piece.chemin, self.index)
        if rapproche.raison:
            raise self._refus(ligne, rapproche.raison, "reference_inconnue")
        document = self.documents[rapproche.reference]
        if document.etat == circuit.ARCHIVE:
            raise self._refus(ligne, f"{document.reference} est archivé", "archive")
        if autre := self.pris.get(document.reference):
            dit = f"« {autre} » est déjà le fichier de {document.reference} dans ce lot"
            raise self._refus(ligne, dit, "doublon")
        versement = self._suite(ligne, document, rapproche.version)
        self.pris[document.reference] = ligne.piece.chemin
        self.fichiers.append([ligne.piece.chemin, str(document), versement.en_mots])
        return versement

    def _suite(self, ligne, document, version) -> Versement:
        derniere = document.derniere_version
        numero = derniere.numero if derniere else 0
        if self._examiner(ligne) == (derniere and derniere.sha256):
            return Versement(ligne.piece, document, CONNUE, numero)
        if derniere and not derniere.sha256 and version in (None, numero):
            return Versement(ligne.piece, document, COMPLETE, numero)
        if version and version <= numero:
            dit = f"version {version} : {document.reference} en est à la version {numero}"
            raise self._refus(ligne, dit, "version_ancienne")
        return Versement(ligne.piece, document, NOUVELLE, numero + 1)

    def _examiner(self, ligne) -> str:
        """L'empreinte du fichier, une fois passé par la porte de toutes les pièces."""
        with ligne.piece.ouvrir() as fichier:
            try:
                return sha256(verifier_piece(fichier, DOCUMENTS, TAILLE_MAXIMALE))
            except ValidationError as refus:
                raise self._refus(ligne, " ".join(refus.messages), "fichier_refuse") from None

    def _refus(self, ligne, raison, code) -> LigneRefusee:
        return LigneRefusee("fichier", ligne.piece.chemin, raison, code)

    def ranger(self, lignes):
        """Les fichiers s'écrivent avec la base ; si l'un échoue, aucun ne reste."""
        ecrits: list[VersionDocument] = []
        try:
            for ligne in lignes:
                self._verser(ligne.objet, ecrits)
        except BaseException:
            for version in ecrits:
                version.fichier.storage.delete(version.fichier.name)
            raise

    def _verser(self, versement: Versement, ecrits) -> None:
        self.rapport.inchangees += versement.suite == CONNUE
        self.rapport.mises_a_jour += versement.suite == COMPLETE
        self.rapport.creees += versement.suite == NOUVELLE
        if self.essai or versement.suite == CONNUE:
            return
        with versement.piece.ouvrir() as fichier:
            try:
                ecrits.append(verser(versement, fichier))
            except ValidationError as refus:
                dits = f"« {versement.piece.chemin} » : {' '.join(refus.messages)}"
                raise ImportRefuse(dits) from None


def verser(versement: Versement, fichier) -> VersionDocument:
    """Écrit le fichier ; lève ValidationError si le document a changé entre-temps."""
    if versement.suite == NOUVELLE:
        deposees = VersionDocument.objects
        apres = versement.numero - 1
        return deposees.deposer(versement.document, fichier, note="Versée d'un lot", apres=apres)
    nommees = VersionDocument.objects.select_for_update(of=("self",)).filter(sha256="")
    version = nommees.filter(document=versement.document, numero=versement.numero).first()
    if version is None:
        raise ValidationError("quelqu'un vient de verser ce fichier : vérifiez de nouveau.")
    version.nom, version.taille = nom_court(fichier.name), fichier.size
    version.type, version.sha256 = type_reconnu(fichier), sha256(fichier)
    version.deposee_le = maintenant()
    version.garder(fichier)
    return version
