"""Les délais de réponse : part dans le délai, moyenne et médiane, par lieu, canal ou nature."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from qualepref.socle.dessin.graphiques import Graphique, Serie
from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Service
from qualepref.socle.periodes import Genre
from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Nombre, Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import date_en_lettres
from suivi.comptes.decompte import EN_VIGUEUR, Compte
from suivi.comptes.delais_montres import COLONNES, COMPAREES, montrees, note, tableaux
from suivi.comptes.libelles_des_groupes import nommer
from suivi.comptes.liens_des_chiffres import avec_liens
from suivi.cumul.comptes import Question
from suivi.cumul.lecture import chiffrer
from suivi.cumul.verdicts import UNITES
from suivi.models import Qualification, Registre

VOIR = "suivi.view_demande"
PAR = [("service", "Service"), ("site", "Site"), ("canal", "Canal"), ("nature", "Nature")]
PERIODES = [
    *((Genre.MOIS, "Mois"), (Genre.TRIMESTRE, "Trimestre"), (Genre.ANNEE, "Année")),
    ("ensemble", "Toute la durée"),
]
COMPTES = [
    (Compte.REPONSE_FOND.value, "Réponse sur le fond"),
    (Compte.ACCUSE.value, "Accusé de réception"),
]


class ChoixDelaisForm(Formulaire):
    du = forms.DateField(label="Arrivées du", required=False, help_text="Vide : le 1er janvier.")
    au = forms.DateField(label="Au", required=False, help_text="Vide : le jour de l'arrêté.")
    arrete = forms.DateField(
        label="Situation arrêtée au",
        required=False,
        help_text="Vide : aujourd'hui.",
    )
    registre = forms.ChoiceField(
        label="Registre", required=False, choices=[("", "Les deux"), *Registre.choices]
    )
    par = forms.ChoiceField(label="Une ligne par", choices=PAR)
    periode = forms.ChoiceField(label="Un tableau par", choices=PERIODES, initial=Genre.TRIMESTRE)
    compte = forms.ChoiceField(label="Ce qui vaut traitement", required=False, choices=COMPTES)
    comparer = forms.BooleanField(
        label="Comparer jours ouvrés et jours calendaires",
        required=False,
        help_text="Le délai de chaque règle, compté des deux façons.",
    )

    def clean(self):
        choix = super().clean()
        choix["arrete"] = choix.get("arrete") or aujourdhui()
        choix["au"] = choix.get("au") or choix["arrete"]
        choix["du"] = choix.get("du") or choix["au"].replace(month=1, day=1)
        choix["compte"] = choix.get("compte") or Compte.REPONSE_FOND.value
        if choix["au"] < choix["du"]:
            raise ValidationError({"au": "La période finit avant son premier jour."})
        return choix


class DelaisDeReponse(Rapport):
    """Numérateur et dénominateur à côté de chaque part ; chaque chiffre mène à ses demandes."""

    slug = "delais-de-reponse"
    titre = "Délais de réponse"
    description = (
        "La part des demandes traitées dans le délai, la moyenne et la médiane, et ce qui attend "
        "encore, à l'arrêté de votre choix."
    )
    permission_required = VOIR
    template_name = "suivi/rapports/delais_de_reponse.html"
    feuilles_de_style = (*Rapport.feuilles_de_style, "suivi/rapport-delais.css")
    form_class = ChoixDelaisForm

    def donnees(self, agent, du, au, arrete, registre, par, periode, compte, comparer):
        genre = None if periode == "ensemble" else Genre(periode)
        question = Question(
            debut=du,
            fin=au,
            arrete=arrete,
            par=(par,),
            genre=genre,
            compte=Compte(compte),
            regles=(EN_VIGUEUR, *sorted(UNITES)) if comparer else (EN_VIGUEUR,),
            retenir=lambda profil: not registre or profil.registre == registre,
        )
        groupes = chiffrer(question, lambda objets: des_services_de(agent, objets))
        noms = nommer(par, {place for _, place in groupes})
        return entete(agent, question) | {
            "par": dict(PAR)[par],
            "choix": {"registre": registre, "par": par, "compte": compte, "arrete": f"{arrete}"},
            "colonnes": COLONNES + (COMPAREES if comparer else []),
            "tableaux": tableaux(groupes, question, noms),
            "categories": categories(agent, du, au, registre),
        }

    def contexte(self, donnees, agent=None):
        lies = [avec_liens(t, donnees["choix"], agent) for t in donnees["tableaux"]]
        cles = [colonne["cle"] for colonne in donnees["colonnes"]]
        return {
            "donnees": donnees | {"tableaux": [montrees(tableau, cles) for tableau in lies]},
            "graphique": dessin(donnees),
            "note": note(donnees["tableaux"]),
            "categories": {
                "legende": "Suggestions et réclamations par catégorie",
                "entetes": ["Catégorie", "Demandes"],
                "lignes": donnees["categories"],
            },
        }

    def blocs(self, donnees):
        entetes = ["Période", donnees["par"], *(c["entete"] for c in donnees["colonnes"])]
        entetes[4:4] = ["Traitées à temps", "Base du taux"]
        lignes = [
            [tableau["titre"], ligne["nom"], *_en_cases(ligne, donnees["colonnes"])]
            for tableau in donnees["tableaux"]
            for ligne in tableau["lignes"]
        ]
        par_categorie = Tableau(
            "Catégories des réclamations", ["Catégorie", "Demandes"], donnees["categories"]
        )
        return [
            Titre(donnees["titre"]),
            Paragraphe(donnees["soustitre"]),
            Tableau("Délais de réponse", entetes, lignes),
            *([par_categorie] if donnees["categories"] else []),
        ]


def _en_cases(ligne: dict, colonnes: list[dict]) -> list:
    cases = [Nombre(ligne["cases"][c["cle"]]["valeur"], c["unite"]) for c in colonnes]
    part = ligne["cases"]["part"]
    return [*cases[:2], part["numerateur"], part["denominateur"], *cases[2:]]


def des_services_de(agent, objets):
    """Qui a transmis une demande la lit encore, mais elle n'est plus dans ses comptes."""
    return objets.filter(service__in=Service.objects.visibles_par(agent, VOIR))


def entete(agent, question: Question) -> dict:
    departement = agent.departement
    bornes = f"{question.debut:%d/%m/%Y} au {question.fin:%d/%m/%Y}"
    return {
        "titre": f"Délais de réponse, arrivées du {bornes}",
        "nom_de_fichier": f"delais-de-reponse-{question.debut}-{question.fin}",
        "surtitre": f"Préfecture · {departement}" if departement else "Toutes les préfectures",
        "soustitre": f"Situation arrêtée au {date_en_lettres(question.arrete)}",
        "auteur": f"Préfecture, {departement.nom}" if departement else "Qualepref",
    }


def categories(agent, du: date, au: date, registre: str) -> list[list]:
    """(catégorie, nombre) des suggestions et réclamations rangées, les plus nombreuses d'abord."""
    if registre == Registre.COURRIERS_COURRIELS:
        return []
    return Qualification.objects.visibles_par(agent, VOIR).par_categorie(du, au)


def dessin(donnees: dict) -> Graphique | None:
    """La part d'ensemble, période après période ; une seule ne se dessine pas."""
    ensembles = [(t["titre"], t["lignes"][-1]["cases"]["part"]) for t in donnees["tableaux"]]
    if len(ensembles) < 2:
        return None
    return Graphique(
        cle="delais",
        titre="Part traitée dans le délai",
        description="Une barre par période d'arrivée, tous groupes réunis.",
        categories=[titre for titre, _ in ensembles],
        series=[Serie("Ensemble", [part["valeur"] for _, part in ensembles])],
    )
