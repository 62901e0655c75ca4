"""Ranger dans une campagne les avis lus d'un classeur libre.

L'import remplit les cellules vierges et tient à jour celles d'un import précédent. Ce qu'une
personne a saisi, ce que le périmètre impose et ce qu'une feuille soumise verrouille restent : on
dit seulement que le classeur dit autre chose. Une case vide n'efface rien.
"""

from typing import NamedTuple

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from engagements.cotation import EN_COURS, NON_APPLICABLE, NON_EVALUE
from engagements.lecture.avis_lus import est_un_emplacement, est_une_reference
from engagements.models import AvisEngagement, Evaluation, Feuille, Preuve
from qualepref.socle.importation import Faute, ImportRefuse
from qualepref.socle.lecture.valeurs import normaliser

MOTIF = "service non concerné (repris du classeur)"
ABSENT = "engagement absent de la feuille du service (repris du classeur)"
CHAMPS = ("avis", "avancement", "motif", "commentaire")
Avancement = Evaluation.Avancement


class Valeurs(NamedTuple):
    """Ce que l'import veut écrire dans une cellule."""

    avis: str
    avancement: str
    motif: str
    commentaire: str


def ranger_les_avis(importeur, lignes) -> None:
    """Écrit les lignes lues dans la campagne visée, ouverte s'il le faut ; tient le compte."""
    cible = importeur.cible
    if cible.campagne is None:
        cible = cible.ouvrir(_engages(lignes))
        _dire_l_ouverture(importeur, cible.campagne, lignes[0])
    rangement = Rangement(importeur, cible)
    for ligne in lignes:
        rangement.ranger(ligne)
    rangement.ranger_les_absents(lignes)
    rangement.enregistrer()


def _engages(lignes) -> list[tuple[int, object]]:
    """(module, service) : ceux dont le classeur répond autrement que « non applicable »."""
    couples = {
        (ligne.objet.engagement.module_id, reponse.service)
        for ligne in lignes
        for reponse in ligne.objet.reponses
        if reponse.avis != NON_APPLICABLE
    }
    if not couples:
        raise ImportRefuse("Ce classeur ne dit aucun engagement applicable à un service.")
    return sorted(couples, key=lambda couple: (couple[0], couple[1].pk))


def _dire_l_ouverture(importeur, campagne, ligne):
    phrase = (
        f"aucune campagne n'était ouverte : « {campagne} » ({campagne.code}) l'est par cet import, "
        f"au {campagne.date_debut:%d/%m/%Y}, sur le périmètre ; vérifiez l'un et l'autre"
    )
    faute = Faute(ligne.feuille, 1, "", "", phrase, "campagne_ouverte")
    importeur.rapport.avertissements.append(faute)


class Rangement:
    """Les cellules de la campagne, ce qu'on y écrit, ce qu'on y laisse."""

    def __init__(self, importeur, cible):
        self.importeur, self.rapport, self.cible = importeur, importeur.rapport, cible
        self.campagne = cible.campagne
        cellules = AvisEngagement.objects.filter(campagne=self.campagne)
        self.cellules = {(c.engagement_id, c.service_id): c for c in cellules}
        self.verrouillees = set(
            Feuille.objects.filter(campagne=self.campagne)
            .exclude(etat__in=Feuille.ETATS_MODIFIABLES)
            .values_list("service", flat=True)
        )
        self.a_creer: list[AvisEngagement] = []
        self.a_changer: list[AvisEngagement] = []
        self.preuves = Preuves(cible)
        self.hors_perimetre: set[tuple[int, int]] = set()

    def ranger(self, ligne) -> None:
        """Une ligne est créée si toutes ses cellules étaient vierges, sinon mise à jour ou non."""
        lu = ligne.objet
        dejas = [self.cellules.get((lu.engagement.pk, r.service.pk)) for r in lu.reponses]
        neuve = not any(cellule and cellule.version for cellule in dejas)
        ecrites = [self._repondre(ligne, lu, reponse) for reponse in lu.reponses]
        if not any(ecrites):
            self.rapport.inchangees += 1
        elif neuve:
            self.rapport.creees += 1
        else:
            self.rapport.mises_a_jour += 1

    def _repondre(self, ligne, lu, reponse) -> bool:
        """Écrit une réponse ; vrai si quelque chose change."""
        valeurs = _valeurs(reponse, lu)
        cellule = self.cellules.get((lu.engagement.pk, reponse.service.pk))
        if cellule is None:
            if reponse.avis in (NON_APPLICABLE, NON_EVALUE):
                return False
            cellule = self._hors_du_perimetre(ligne, lu.engagement, reponse.service)
        ecrite = self._ecrire(ligne, cellule, reponse.service, valeurs)
        applicable = reponse.avis != NON_APPLICABLE or lu.tous_non_applicables
        preuves = (*reponse.preuves, *(lu.preuves if applicable else ()))
        service = reponse.service if reponse.preuves else None
        return self.preuves.joindre(preuves, cellule, service) or ecrite

    def _ecrire(self, ligne, cellule, service, valeurs) -> bool:
        voulues = _sans_rien_effacer(cellule, valeurs)
        if cellule.version and voulues == Valeurs(*(getattr(cellule, c) for c in CHAMPS)):
            return False
        if raison := self._empechement(cellule):
            if voulues.avis != cellule.avis:
                self._avertir(ligne, service, f"{raison} : « {cellule.get_avis_display()} » reste")
            return False
        for champ, valeur in zip(CHAMPS, voulues, strict=True):
            setattr(cellule, champ, valeur)
        cellule.origine = AvisEngagement.Origine.IMPORTE
        cellule.version += 1
        if cellule.pk:
            self.a_changer.append(cellule)
        return True

    def _empechement(self, cellule) -> str:
        if cellule.imposee:
            return "imposé par le périmètre"
        if cellule.service_id in self.verrouillees:
            return "la feuille du service est soumise"
        saisie = cellule.version and cellule.origine == AvisEngagement.Origine.SAISI
        return "saisi à l'écran" if saisie else ""

    def _hors_du_perimetre(self, ligne, engagement, service):
        """Le service n'est pas engagé sur ce module : sa réponse se garde, et on le dit."""
        cellule = AvisEngagement(campagne=self.campagne, engagement=engagement, service=service)
        self.cellules[engagement.pk, service.pk] = cellule
        self.a_creer.append(cellule)
        cle = engagement.module_id, service.pk
        if cle not in self.hors_perimetre:
            self.hors_perimetre.add(cle)
            module = engagement.module.numero
            self._avertir(ligne, service, f"pas engagé sur le module {module} de la campagne")
        return cellule

    def _avertir(self, ligne, service, phrase):
        faute = ligne.faute_de(service, phrase, "reponse_gardee")
        self.rapport.avertissements.append(faute)

    def ranger_les_absents(self, lignes) -> None:
        """Un engagement que la feuille d'un service ne dit pas ne s'applique pas à lui."""
        refusees = {faute.feuille for faute in self.rapport.erreurs}
        for service in self.importeur.par_feuille:
            siennes = [li for li in lignes if li.place.service == service]
            if not siennes or siennes[0].feuille in refusees:
                continue
            dits = {ligne.objet.engagement.pk for ligne in siennes}
            absente = Valeurs(NON_APPLICABLE, Avancement.FAIT, ABSENT, "")
            for (engagement, service_pk), cellule in list(self.cellules.items()):
                vierge = cellule.version == 0 and not cellule.imposee
                if service_pk == service.pk and engagement not in dits and vierge:
                    self._ecrire(siennes[0], cellule, service, absente)

    def enregistrer(self) -> None:
        """En peu de requêtes, mais avec l'historique : l'auditeur y lit d'où vient une réponse."""
        raison = f"Import d'un classeur, situation au {self.cible.le:%d/%m/%Y}"
        bulk_create_with_history(self.a_creer, AvisEngagement, default_change_reason=raison[:100])
        champs = [*CHAMPS, "origine", "version"]
        bulk_update_with_history(
            self.a_changer, AvisEngagement, champs, default_change_reason=raison[:100]
        )
        self.preuves.enregistrer()


def _valeurs(reponse, lu) -> Valeurs:
    """« En cours » : pas encore évalué, mais commencé."""
    if reponse.avis == NON_APPLICABLE:
        commentaire = lu.commun if lu.tous_non_applicables else ""
        textes = reponse.motif or MOTIF, reponse.commentaire or commentaire
        return Valeurs(NON_APPLICABLE, Avancement.FAIT, *textes)
    commentaire = "\n".join(filter(None, (reponse.commentaire, lu.commun)))
    if reponse.avis == EN_COURS:
        return Valeurs(NON_EVALUE, Avancement.EN_COURS, "", commentaire)
    avancement = Avancement.A_REVOIR if reponse.avis == NON_EVALUE else Avancement.FAIT
    return Valeurs(reponse.avis, avancement, "", commentaire)


def _sans_rien_effacer(cellule, valeurs: Valeurs) -> Valeurs:
    """Une case ou un commentaire vides laissent ce que dit déjà la cellule."""
    commentaire = valeurs.commentaire or cellule.commentaire
    if (valeurs.avis, valeurs.avancement) == (NON_EVALUE, Avancement.A_REVOIR):
        return Valeurs(cellule.avis, cellule.avancement, cellule.motif, commentaire)
    return valeurs._replace(commentaire=commentaire)


class Preuves:
    """Les preuves que nomme le classeur, une fois chacune, jointes aux cellules."""

    def __init__(self, cible):
        self.cible = cible
        connues = Preuve.objects.filter(departement=cible.departement).prefetch_related(
            "avisengagements"
        )
        self.references: dict[str, Preuve] = {}
        self.par_engagement: dict[tuple[str, int], Preuve] = {}
        self.liens: set[tuple[Preuve, int, int]] = set()
        for preuve in connues:
            self._connaitre(preuve, preuve.avisengagements.all())
        self.nouveaux: list[tuple[Preuve, AvisEngagement]] = []
        self.a_creer: list[Preuve] = []

    def _connaitre(self, preuve, avis):
        nom = normaliser(preuve.intitule)
        self.references.setdefault(nom, preuve)
        for cellule in avis:
            if cellule.campagne_id == self.cible.campagne.pk:
                self.par_engagement.setdefault((nom, cellule.engagement_id), preuve)
                self.liens.add((preuve.intitule, cellule.engagement_id, cellule.service_id))

    def joindre(self, intitules, cellule, service) -> bool:
        """Joint à la cellule les preuves qui n'y sont pas ; vrai s'il y en a."""
        jointes = False
        for intitule in intitules:
            preuve = self._preuve(intitule[:300], cellule.engagement_id, service)
            lien = preuve.intitule, cellule.engagement_id, cellule.service_id
            if lien not in self.liens:
                self.liens.add(lien)
                self.nouveaux.append((preuve, cellule))
                jointes = True
        return jointes

    def _preuve(self, intitule, engagement, service) -> Preuve:
        """La pièce d'une référence est la même partout ; un nom commun, dans un engagement."""
        nom = normaliser(intitule)
        connue = self.par_engagement.get((nom, engagement))
        if connue is None and est_une_reference(intitule):
            connue = self.references.get(nom)
        if connue is None:
            connue = Preuve(
                departement=self.cible.departement,
                service=service,
                intitule=intitule,
                emplacement=intitule if est_un_emplacement(intitule) else "",
                date_effet=self.cible.le,
            )
            self.a_creer.append(connue)
            self.references.setdefault(nom, connue)
        self.par_engagement[nom, engagement] = connue
        return connue

    def enregistrer(self) -> None:
        bulk_create_with_history(self.a_creer, Preuve)
        lien = Preuve.avisengagements.through
        lien.objects.bulk_create(
            [lien(preuve=preuve, avisengagement=cellule) for preuve, cellule in self.nouveaux],
            ignore_conflicts=True,
        )
