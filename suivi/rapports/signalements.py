"""Les signalements en chiffres : ce que le comité de pilotage lit, sans texte ni auteur."""

from datetime import date

from django import forms

from qualepref.socle.forms import Formulaire
from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import date_en_lettres
from suivi.models import Signalement

COMPTER = "suivi.compter_signalement"
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class ChoixAnneeForm(Formulaire):
    annee = forms.IntegerField(
        label="Année", required=False, min_value=1950, max_value=2199, help_text="Vide : en cours."
    )

    def clean_annee(self):
        return self.cleaned_data["annee"] or aujourdhui().year


class BilanDesSignalements(Rapport):
    """Combien, sur quoi, où et quand ; combien ont eu leur réponse, combien une action."""

    slug = "signalements"
    titre = "Signalements des agents"
    description = "Les signalements de l'année, comptés par nature, par service et par mois."
    permission_required = COMPTER
    template_name = "suivi/rapports/signalements.html"
    form_class = ChoixAnneeForm

    def donnees(self, agent, annee):
        deposes = Signalement.objects.visibles_par(agent, COMPTER).deposes_entre(
            date(annee, 1, 1), date(annee, 12, 31)
        )
        departement = agent.departement
        return {
            "titre": f"Signalements des agents, {annee}",
            "surtitre": f"Préfecture · {departement}" if departement else "Toutes les préfectures",
            "soustitre": f"Arrêté au {date_en_lettres(aujourdhui())}",
            "auteur": f"Préfecture, {departement.nom}" if departement else "Qualepref",
            "annee": annee,
            "chiffres": deposes.chiffres(),
            "tableaux": tableaux(deposes),
        }

    def blocs(self, donnees):
        return [
            Titre(donnees["titre"]),
            Paragraphe(phrase(donnees["chiffres"])),
            *(Tableau(t["legende"], t["entetes"], t["lignes"]) for t in donnees["tableaux"]),
        ]

    def contexte(self, donnees, agent=None):
        return {"donnees": donnees, "phrase": phrase(donnees["chiffres"])}


def tableaux(deposes) -> list[dict]:
    natures, mois = dict(Signalement.Nature.choices), dict(deposes.par_mois())
    comptes = [
        ("Par nature", "Nature", [[natures[n].capitalize(), c] for n, c in deposes.par_nature()]),
        (
            "Par service",
            "Service",
            [[s or "Aucun en particulier", c] for s, c in deposes.par_service()],
        ),
        (
            "Par mois",
            "Mois",
            [[nom.capitalize(), mois.get(rang, 0)] for rang, nom in enumerate(MOIS, 1)]
            if mois
            else [],
        ),
    ]
    return [
        {"legende": legende, "entetes": [entete, "Signalements"], "lignes": lignes}
        for legende, entete, lignes in comptes
    ]


def phrase(chiffres: dict) -> str:
    """Les comptes de l'année en une phrase."""
    if not chiffres["total"]:
        return "Aucun signalement cette année."
    comptes = {
        "Déposés": "total",
        "répondus": "repondus",
        "classés sans suite": "classes",
        "en attente d'une réponse": "sans_reponse",
        "suivis d'une action proposée": "avec_action",
    }
    return f"{' ; '.join(f'{nom} : {chiffres[cle]}' for nom, cle in comptes.items())}."
