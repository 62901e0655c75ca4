from django import forms
from django.urls import reverse

from pilotage.bilans import preparer_bilan
from pilotage.dessins import dessin
from pilotage.liens import avec_liens
from pilotage.models import BilanAnnuel, TableauDeBord
from pilotage.models.tableaux import attacher_pdf
from pilotage.tableaux import est_montree, preparer_tableau, situation_montree
from pilotage.textes import blocs_du_bilan, blocs_du_tableau
from qualepref.socle.forms import Formulaire
from qualepref.socle.rapport import Rapport


class ChoixTableauForm(Formulaire):
    lieux = {"tableau": "pilotage.view_tableaudebord"}
    tableau = forms.ModelChoiceField(
        TableauDeBord.objects.select_related("departement"), label="Tableau de bord"
    )


class RapportTableauDeBord(Rapport):
    """Les indicateurs d'un trimestre devant leurs cibles, avec leur détail par lieu."""

    slug = "tableau-de-bord"
    titre = "Tableau de bord trimestriel"
    description = "Les indicateurs du trimestre devant leurs cibles, par site et par service."
    permission_required = "pilotage.view_tableaudebord"
    template_name = "pilotage/rapports/tableau_de_bord.html"
    feuilles_de_style = (*Rapport.feuilles_de_style, "pilotage/rapport.css")
    form_class = ChoixTableauForm
    vide = (
        "Aucun tableau de bord à montrer : le référent qualité en fabrique un depuis la page "
        "« Tableaux de bord », puis le publie."
    )

    def page(self, saisie):
        return reverse("pilotage:tableaudebord_detail", args=[saisie["tableau"]])

    def preparer(self, avancer, tableau):
        preparer_tableau(tableau=tableau, avancer=avancer)

    def donnees(self, agent, tableau):
        return tableau.donnees_montrees

    def achever(self, fichier, tableau):
        attacher_pdf(tableau, fichier)

    def contexte(self, donnees, agent=None):
        """Ce qui est mesuré, avec graphiques et liens vers les lignes ; puis ce qui manque."""
        familles = [
            f
            | {
                "mesures": [
                    presenter(une, donnees["arrete"], agent)
                    for une in f["indicateurs"]
                    if est_montree(une)
                ]
            }
            for f in donnees["familles"]
        ]
        lignes = [une for famille in donnees["familles"] for une in famille["indicateurs"]]
        absents = [une for une in lignes if not est_montree(une)]
        return {"donnees": donnees | {"familles": familles, "absents": absents}}

    def blocs(self, donnees):
        return blocs_du_tableau(donnees)


def presenter(une: dict, arrete: str, agent=None) -> dict:
    """La ligne prête à montrer : graphique, situation en un mot, adresses de ses lignes."""
    return avec_liens(une, arrete, agent) | {
        "graphique": dessin(une),
        "situation_montree": situation_montree(une),
    }


class ChoixBilanForm(Formulaire):
    lieux = {"bilan": "pilotage.view_bilanannuel"}
    bilan = forms.ModelChoiceField(
        BilanAnnuel.objects.select_related("departement"), label="Bilan annuel"
    )


class RapportBilanAnnuel(Rapport):
    """Le bilan de l'année, chapitre par chapitre : chiffres calculés et textes du référent."""

    slug = "bilan-annuel"
    titre = "Bilan annuel de la démarche qualité"
    description = "L'année chapitre par chapitre : chiffres recalculés et textes du référent."
    permission_required = "pilotage.view_bilanannuel"
    template_name = "pilotage/rapports/bilan.html"
    imprime_template_name = "pilotage/rapports/bilan_imprime.html"
    feuilles_de_style = RapportTableauDeBord.feuilles_de_style
    form_class = ChoixBilanForm
    vide = (
        "Aucun bilan annuel à montrer : le référent qualité en dresse un depuis la page « Bilans "
        "annuels », puis le publie."
    )

    def page(self, saisie):
        return reverse("pilotage:bilanannuel_detail", args=[saisie["bilan"]])

    def preparer(self, avancer, bilan):
        preparer_bilan(bilan=bilan, avancer=avancer)

    def donnees(self, agent, bilan):
        """Les chiffres rangés et les textes : ceux du jour, ou ceux figés à la publication."""
        recits = bilan.donnees.get("recits") or bilan.recits_en_clair()
        return bilan.donnees | {"recits": recits, "brouillon": not bilan.est_publie}

    def achever(self, fichier, bilan):
        attacher_pdf(bilan, fichier)

    def contexte(self, donnees, agent=None):
        chapitres = [
            chapitre | {"sections": [montrer(s, donnees, agent) for s in chapitre["sections"]]}
            for chapitre in donnees["chapitres"]
        ]
        return {"donnees": donnees | {"chapitres": chapitres}}

    def blocs(self, donnees):
        return blocs_du_bilan(donnees)


def montrer(section: dict, donnees: dict, agent) -> dict:
    """La section prête à montrer : indicateurs mesurés, ce qui manque, et ses textes."""
    lignes = [une for famille in section["familles"] for une in famille["indicateurs"]]
    ecrits = donnees["recits"].get(section["numero"], {})
    return section | {
        "mesures": [presenter(li, donnees["arrete"], agent) for li in lignes if est_montree(li)],
        "absents": [une for une in lignes if not est_montree(une)],
        "recits": [{**r, "texte": ecrits.get(r["cle"])} for r in section["rubriques"]],
    }


def sections_montrees(bilan: BilanAnnuel, agent) -> dict[str, dict]:
    """Numéro → section prête à montrer : ses chiffres, pendant qu'on en écrit les textes."""
    rapport = RapportBilanAnnuel()
    donnees = rapport.contexte(rapport.donnees(agent, bilan), agent)["donnees"]
    return {s["numero"]: s for chapitre in donnees["chapitres"] for s in chapitre["sections"]}
