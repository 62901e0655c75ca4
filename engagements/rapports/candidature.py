from datetime import date

from django import forms

from engagements.fiche_label import en_lettres
from engagements.forms.label import plausible
from engagements.models import Campagne, Labellisation
from engagements.rapports.dossier import dossier
from qualepref.socle.forms import Formulaire
from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Bloc, Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import insecables


class ChoixCandidatureForm(Formulaire):
    lieux = {
        "labellisation": "engagements.view_labellisation",
        "campagne": "engagements.view_campagne",
    }
    labellisation = forms.ModelChoiceField(
        Labellisation.objects.select_related("referentiel", "departement"), label="Périmètre"
    )
    le = forms.DateField(
        label="Arrêté au",
        required=False,
        validators=[plausible],
        help_text="Vide : aujourd'hui.",
    )
    campagne = forms.ModelChoiceField(
        Campagne.objects.select_related("referentiel"),
        label="Avis de la campagne",
        required=False,
        empty_label="La dernière commencée",
    )

    def clean(self):
        donnees = super().clean()
        labellisation, campagne = donnees.get("labellisation"), donnees.get("campagne")
        if labellisation and campagne and not labellisation.suit(campagne):
            self.add_error("campagne", "Cette campagne suit un autre référentiel.")
        return donnees


class DossierCandidature(Rapport):
    """Ce que la préfecture adresse à la région et au ministère pour demander le label."""

    slug = "dossier-de-candidature"
    titre = "Dossier de candidature"
    description = (
        "Périmètre, engagements tenus et optionnels, décisions du comité de pilotage, organisation."
    )
    permission_required = "engagements.view_labellisation"
    template_name = "engagements/rapports/candidature.html"
    feuilles_de_style = (*Rapport.feuilles_de_style, "engagements/rapport-candidature.css")
    form_class = ChoixCandidatureForm

    def donnees(self, agent, labellisation, le=None, campagne=None):
        return dossier(labellisation, le or aujourdhui(), campagne)

    def contexte(self, donnees, agent=None):
        parties = [
            partie | {"tableaux": [tableau_dit(tableau) for tableau in partie["tableaux"]]}
            for partie in donnees["parties"]
        ]
        return {"donnees": donnees | {"parties": parties}}

    def blocs(self, donnees) -> list[Bloc]:
        blocs: list[Bloc] = [Paragraphe(f"{donnees['surtitre']}. {donnees['soustitre']}.")]
        blocs.append(Paragraphe(f"{donnees['referentiel']}. {donnees['situation']}."))
        for partie in donnees["parties"]:
            blocs.append(Titre(partie["titre"], 2))
            blocs += [Paragraphe(texte) for texte in partie["paragraphes"]]
            blocs += [_bloc(tableau) for tableau in partie["tableaux"]]
        return blocs


def _bloc(tableau: dict) -> Bloc:
    if tableau["lignes"]:
        return Tableau(tableau["legende"], tableau["entetes"], tableau["lignes"])
    return Paragraphe(f"{tableau['legende']} : {tableau['note']}")


def tableau_dit(tableau: dict) -> dict:
    """Le tableau en mots : dates en toutes lettres, espaces insécables, tiret pour l'absence."""
    return tableau | {"lignes": [[_dit(valeur) for valeur in li] for li in tableau["lignes"]]}


def _dit(valeur) -> str:
    if isinstance(valeur, date):
        return en_lettres(valeur)
    return insecables(str(valeur)) if valeur not in (None, "") else "–"
