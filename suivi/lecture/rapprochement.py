"""Rapprocher les lignes d'un classeur des demandes déjà enregistrées, et ranger le lot.

Une ligne rencontrée deux fois dans un fichier ne crée rien ; dans un autre import, elle est
comparée : inchangée, ou mise à jour. Une cellule vide n'efface jamais ce que la base sait.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from suivi.delais.bareme import calculer_echeances
from suivi.models import Canal, Demande, Identite, Nature, NonDue
from suivi.models.conduite import DATES_CALCULEES

TRANCHE = 2000
CHAMPS_COMPARES = ("service", "canal", "nature", "theme", "observations", "qualite_accueil")
CHAMPS_COMPARES += ("date_accuse", "date_reponse")
CHAMPS_DATES = ("regle", "unite", *DATES_CALCULEES)
CHAMPS_ECRITS = [*CHAMPS_COMPARES, "site", "departement", "reponse_non_due", *CHAMPS_DATES]
DECIDENT_DE_LA_REGLE = {"canal", "nature", "service"}
SANS_VALEUR = {"", None, Canal.NON_RENSEIGNE, Nature.NON_RENSEIGNEE, Demande.QualiteAccueil.INCONNU}


@dataclass
class Lue:
    """Ce qu'une ligne décrit. `est_identifiable` : deux lignes égales sont la même demande."""

    demande: Demande
    usager: str
    coordonnees: str
    est_identifiable: bool = True

    @property
    def identite(self) -> Identite | None:
        """L'auteur, s'il est connu ; rien n'est gardé d'un anonyme."""
        if self.demande.reponse_non_due == NonDue.ANONYME:
            return None
        if not self.usager and not self.coordonnees:
            return None
        return Identite(demande=self.demande, nom=self.usager, coordonnees=self.coordonnees)


class Rapprochement:
    """Le rangement d'un lot de lignes lues, pour un département."""

    def __init__(self, departement, rapport, avancer):
        self.departement, self.rapport, self.avancer = departement, rapport, avancer

    def ranger(self, lignes) -> None:
        uniques = self._sans_doublon(lignes)
        self._signaler_les_numeros_repetes(uniques.values())
        connues = dict(self._connues(uniques))
        self.avancer(70, "Calcul des échéances")
        self._creer([ligne.objet for cle, ligne in uniques.items() if cle not in connues])
        self.avancer(90, "Mise à jour des demandes déjà connues")
        self._mettre_a_jour([(connues[cle], uniques[cle]) for cle in uniques if cle in connues])

    def _sans_doublon(self, lignes) -> dict[tuple, object]:
        """(registre, empreinte) → première ligne qui la porte ; les suivantes se signalent."""
        uniques, rangs = {}, Counter()
        for ligne in lignes:
            demande = ligne.objet.demande
            empreinte = demande.empreinte(ligne.objet.usager)
            if not ligne.objet.est_identifiable:
                rangs[empreinte] += 1
                empreinte = demande.empreinte(f"{ligne.objet.usager}#{rangs[empreinte]}")
            demande.cle_doublon = empreinte
            cle = (demande.registre, empreinte)
            if cle in uniques:
                premiere = f"{uniques[cle].feuille}, ligne {uniques[cle].numero}"
                ligne.avertir("numero", f"même demande que {premiere} : pas reprise", "doublon")
                self.rapport.inchangees += 1
            else:
                uniques[cle] = ligne
        return uniques

    def _signaler_les_numeros_repetes(self, lignes):
        vus = {}
        for ligne in lignes:
            cle = (ligne.feuille, ligne.objet.demande.numero)
            if cle[1] and cle in vus:
                message = f"numéro déjà employé ligne {vus[cle]}, pour une autre demande"
                ligne.avertir("numero", message, "numero_repete")
            vus.setdefault(cle, ligne.numero)

    def _connues(self, uniques) -> Iterator[tuple[tuple, Demande]]:
        demandes = self.departement.demandes.select_related(
            "service__site__departement", "identite", "effacement", "qualification"
        )
        for tranche in _tranches([cle for _, cle in uniques]):
            for demande in demandes.filter(cle_doublon__in=tranche):
                yield (demande.registre, demande.cle_doublon), demande

    def _creer(self, lues):
        demandes = [lue.demande for lue in lues]
        calculer_echeances(demandes)
        Demande.objects.bulk_create(demandes, batch_size=TRANCHE)
        identites = [identite for lue in lues if (identite := lue.identite)]
        Identite.objects.bulk_create(identites, batch_size=TRANCHE)
        self.rapport.creees += len(demandes)

    def _mettre_a_jour(self, paires):
        modifiees, identites, a_redater = [], [], []
        for ancienne, ligne in paires:
            if hasattr(ancienne, "effacement"):  # un vieux classeur ne rend pas ce qui est effacé
                self.rapport.inchangees += 1
                continue
            identite = _completer_l_identite(ancienne, ligne.objet)
            if identite:
                identites.append(identite)
            if changes := _completer(ancienne, ligne):
                modifiees.append(ancienne)
                if ancienne.suspendue_le or DECIDENT_DE_LA_REGLE & changes:
                    a_redater.append(ancienne)
            elif not identite:
                self.rapport.inchangees += 1
                continue
            self.rapport.mises_a_jour += 1
        calculer_echeances(a_redater)
        Demande.objects.bulk_update(modifiees, CHAMPS_ECRITS, batch_size=TRANCHE)
        Identite.objects.bulk_create(
            identites,
            batch_size=TRANCHE,
            update_conflicts=True,
            unique_fields=["demande"],
            update_fields=["nom", "coordonnees"],
        )


def _completer(ancienne: Demande, ligne) -> set[str]:
    """Reprend de la ligne ce qu'elle dit de neuf ; les champs changés.

    Le classeur d'un service ne reprend pas une demande transmise depuis à un autre.
    """
    lue = ligne.objet.demande
    changes = {champ for champ in CHAMPS_COMPARES if _differe(ancienne, lue, champ)}
    if "service" in changes and ancienne.date_transmission:
        changes.remove("service")
        message = f"transmise depuis à {ancienne.service} : elle y reste"
        ligne.avertir("service", message, "demande_transmise")
    if "date_reponse" in changes and lue.date_reponse < ancienne.date_arrivee:
        changes.remove("date_reponse")
        message = "avant l'arrivée, corrigée depuis dans l'application : réponse non reprise"
        ligne.avertir("date_reponse", message, "reponse_avant_reception")
    qualification = getattr(ancienne, "qualification", None)
    if "qualite_accueil" in changes and qualification and qualification.objet_id:
        changes.remove("qualite_accueil")  # décidé dans l'application : le classeur n'y revient pas
    for champ in changes:
        setattr(ancienne, champ, getattr(lue, champ))
    if ancienne.reponse_non_due == NonDue.ANONYME != lue.reponse_non_due:
        changes.add("reponse_non_due")
        ancienne.reponse_non_due = ""
    return changes


def _differe(ancienne, lue, champ):
    nouvelle = getattr(lue, champ)
    return nouvelle not in SANS_VALEUR and nouvelle != getattr(ancienne, champ)


def _completer_l_identite(ancienne: Demande, lue: Lue) -> Identite | None:
    """L'identité à écrire si la ligne donne des coordonnées que la base n'a pas."""
    connue = getattr(ancienne, "identite", None)
    if not lue.coordonnees or (connue and connue.coordonnees == lue.coordonnees):
        return None
    return Identite(demande=ancienne, nom=lue.usager, coordonnees=lue.coordonnees)


def _tranches(liste: list) -> Iterator[list]:
    for debut in range(0, len(liste), TRANCHE):
        yield liste[debut : debut + TRANCHE]
